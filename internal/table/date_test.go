package table_test

import (
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// opened returns a table with nothing in it.
func opened(t testing.TB, path string, o table.Options) *table.Table {
	t.Helper()
	tab, err := table.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tab.Close() })
	return tab
}

func inCSV(t testing.TB) *table.Table { return opened(t, write(t, "people.csv", "id\n"), csvOptions()) }

// inBook counts its days from 1900 or 1904.
func inBook(t testing.TB, from1904 bool) *table.Table {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStr("Sheet1", "A1", "id"); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return opened(t, write(t, "people.xlsx", b.Bytes()), excelOptions())
}

func checkDate(t *testing.T, tab *table.Table, cell string, order table.Order, want string) {
	t.Helper()
	d, err := tab.Date(cell, order)
	if err != nil || d.String() != want {
		t.Errorf("%q in the order %s is %q (%v), want %q", cell, order, d, err, want)
	}
}

func orders() []table.Order { return []table.Order{table.YMD, table.DMY, table.MDY} }

func TestADateThatSaysItsOrderIsReadInAnyOrder(t *testing.T) {
	tab, book := inCSV(t), inBook(t, false)
	for _, cell := range []string{
		"2026-03-04", " 2026-03-04 ", "2026/03/04", "2026.03.04", "2026-3-4", "20260304", "2026 03 04", "２０２６-03-04",
		"4 March 2026", "4-Mar-2026", "04/mar/2026", "March 4, 2026", "Mar 4 2026", "4 de marzo de 2026", "4 marzo del 2026",
		"4 MARZO 2026", "4 mar. 2026", "2026-Mar-04", "2026 March 4", "4 of March, 2026", "4-marz-2026",
		"2026-03-04T15:04:05Z", "2026-03-04 15:04", "2026-03-04T15:04:05.123+02:00", "2026-03-04 15:04:05 UTC",
		"2026-03-04T23:59:59-0800", "4 March 2026, 3:04 PM", "4 de marzo de 2026 3:04 p. m.",
		"2026-03-04\u202f3:04\u202fpm", "2026-03-04 15:04:05+02",
	} {
		for _, order := range orders() {
			checkDate(t, tab, cell, order, "2026-03-04")
			checkDate(t, book, cell, order, "2026-03-04")
		}
	}
}

func TestADateOfNumbersIsReadInTheOrderThatIsSaid(t *testing.T) {
	tab := inCSV(t)
	for _, cell := range []string{"03/04/2026", "3/4/2026", "03-04-2026", "03.04.2026", "3. 4. 2026", "03/04/2026 00:00:00", "3/4/2026 3:04 PM"} {
		checkDate(t, tab, cell, table.DMY, "2026-04-03")
		checkDate(t, tab, cell, table.MDY, "2026-03-04")
		checkRefused(t, tab, cell, table.YMD,
			"the order of day and month is not known; write YYYY-MM-DD, or say the order under `dates:`")
	}
	checkDate(t, tab, "31/12/2026", table.DMY, "2026-12-31")
	checkDate(t, tab, "12/31/2026", table.MDY, "2026-12-31")
	checkRefused(t, tab, "31/12/2026", table.MDY, "there is no such day in the order month, day, year")
	checkRefused(t, tab, "12/31/2026", table.DMY, "there is no such day in the order day, month, year")
}

func TestEachMonthHasItsNamesInEnglishAndSpanish(t *testing.T) {
	tab := inCSV(t)
	for month, names := range map[string]string{
		"01": "January Jan enero ene ENE. Enero", "02": "February Feb febrero", "03": "March Mar marzo", "04": "April Apr abril abr",
		"05": "May mayo MAY", "06": "June Jun junio", "07": "July Jul julio", "08": "August Aug agosto ago",
		"09": "September Sep Sept septiembre setiembre set", "10": "October Oct octubre", "11": "November Nov noviembre",
		"12": "December Dec diciembre dic",
	} {
		for _, name := range strings.Fields(names) {
			checkDate(t, tab, "7 "+name+" 2026", table.YMD, "2026-"+month+"-07")
			checkDate(t, tab, name+" 7, 2026", table.YMD, "2026-"+month+"-07")
		}
	}
	for _, name := range []string{"ma", "ju", "e", "mars", "foo", "marchx"} {
		checkRefused(t, tab, "7 "+name+" 2026", table.YMD, "write YYYY-MM-DD")
	}
}

func TestNoDateIsNoError(t *testing.T) {
	for _, tab := range []*table.Table{inCSV(t), inBook(t, false)} {
		for _, cell := range []string{
			"", " ", "\u00a0", "0000-00-00", "00/00/0000", "0000-00-00 00:00:00", "0000-00-00T00:00:00Z", "0/0/0000", "00000000",
		} {
			for _, order := range orders() {
				checkDate(t, tab, cell, order, "")
			}
		}
	}
}

func checkRefused(t *testing.T, tab *table.Table, cell string, order table.Order, why string) {
	t.Helper()
	d, err := tab.Date(cell, order)
	if err == nil || !d.IsZero() || !strings.HasSuffix(err.Error(), " is not a date: "+why) {
		t.Errorf("%q is %q (%v), want an error that ends in %q", cell, d, err, why)
	}
}

func TestWhatIsNoDateIsRefusedWithItsReason(t *testing.T) {
	tab := inCSV(t)
	const twoDigits = "a year of two digits can be of two centuries; write four"
	for cell, why := range map[string]string{
		"03/04/26":          twoDigits,
		"4-Mar-26":          twoDigits,
		"March 4, 26":       twoDigits,
		"45000":             "it is a bare number; format the column as a date before exporting",
		"2026":              "it is a bare number; format the column as a date before exporting",
		"2026-02-30":        "the month has no such day",
		"2025-02-29":        "the month has no such day",
		"1900-02-29":        "the month has no such day",
		"20260230":          "the month has no such day",
		"2026-13-01":        "there is no such day in the order year, month, day",
		"2026-00-01":        "there is no such day in the order year, month, day",
		"2026-01-00":        "there is no such day in the order year, month, day",
		"2026-01-32":        "there is no such day in the order year, month, day",
		"0000-01-01":        "there is no such day in the order year, month, day",
		"99991301":          "there is no such day in the order year, month, day",
		"Ana":               "write YYYY-MM-DD",
		"-":                 "write YYYY-MM-DD",
		"--------":          "write YYYY-MM-DD",
		"n/a":               "write YYYY-MM-DD",
		"2026-03":           "write YYYY-MM-DD",
		"2026-03-04-05":     "write YYYY-MM-DD",
		"2026-003-04":       "write YYYY-MM-DD",
		"2026-03-004":       "write YYYY-MM-DD",
		"4 March 02026":     "write YYYY-MM-DD",
		"4 March March":     "write YYYY-MM-DD",
		"4 2026 March":      "write YYYY-MM-DD",
		"Wed, 4 March 2026": "write YYYY-MM-DD",
		"15:04:05":          "write YYYY-MM-DD",
		"2026-03-04 later":  "write YYYY-MM-DD",
		"2026-+3-04":        "write YYYY-MM-DD",
		"0.000000":          "write YYYY-MM-DD",
	} {
		order := table.YMD
		if strings.Contains(cell, "/") {
			order = table.DMY
		}
		checkRefused(t, tab, cell, order, why)
	}
	checkRefused(t, tab, strings.Repeat("2026-03-04 ", 6), table.YMD, "it is too long")
}

func TestADateThatIsRefusedIsCleanAndShort(t *testing.T) {
	tab := inCSV(t)
	for _, cell := range []string{"2026-\x1b[2J-\u202e04", strings.Repeat("ñ\x1b", 1000), "\xff\x00\u009b"} {
		_, err := tab.Date(cell, table.YMD)
		if err == nil || fold.Clean(err.Error()) != err.Error() || len(err.Error()) > 300 {
			t.Errorf("the message is %q", err)
		}
	}
}

func TestASerialNumberIsADayOfTheWorkbooksCalendar(t *testing.T) {
	from1900, from1904 := inBook(t, false), inBook(t, true)
	for cell, want := range map[string]string{
		"1": "1900-01-01", "59": "1900-02-28", "61": "1900-03-01", "36526": "2000-01-01", "46085": "2026-03-04",
		"46085.75": "2026-03-04", "46085.0": "2026-03-04", "2958465": "9999-12-31", "2958465.99": "9999-12-31",
	} {
		checkDate(t, from1900, cell, table.YMD, want)
	}
	for cell, want := range map[string]string{
		"1": "1904-01-02", "44623": "2026-03-04", "44623.5": "2026-03-04", "2957003": "9999-12-31", "60": "1904-03-01",
	} {
		checkDate(t, from1904, cell, table.DMY, want)
	}
	for _, cell := range []string{"0", "0.5", "2958466", "99999999999"} {
		checkRefused(t, from1900, cell, table.YMD, "the number is no day of a workbook")
		checkRefused(t, from1904, cell, table.YMD, "the number is no day of a workbook")
	}
	checkRefused(t, from1904, "2957004", table.YMD, "the number is no day of a workbook")
	checkRefused(t, from1900, "60", table.YMD, "1900 had no 29 February")
	t.Run("but a year alone is none of 1905", func(t *testing.T) {
		for _, cell := range []string{"1900", "2026", "2199"} {
			checkRefused(t, from1900, cell, table.YMD, "it seems to be a year; write the whole date")
		}
		checkDate(t, from1900, "2026.0", table.YMD, "1905-07-18")
		checkDate(t, from1900, "2200", table.YMD, "1906-01-08")
	})
	t.Run("but eight digits are a date of their own", func(t *testing.T) {
		checkDate(t, from1900, "20260304", table.YMD, "2026-03-04")
	})
	t.Run("and a date with dots is no number", func(t *testing.T) {
		checkDate(t, from1900, "04.03.2026", table.DMY, "2026-03-04")
	})
	t.Run("and in CSV it is none", func(t *testing.T) {
		checkRefused(t, inCSV(t), "46085", table.YMD, "it is a bare number; format the column as a date before exporting")
	})
}

func TestA1904WorkbookIsRecognisedHoweverItSaysIt(t *testing.T) {
	for _, flag := range []string{`date1904="1"`, `date1904="true"`} {
		list := parts(texts("id", "start") + `<row><c><v>17</v></c><c><v>44623</v></c></row>`)
		for i, p := range list {
			list[i].content = strings.Replace(p.content, "<workbookPr/>", "<workbookPr "+flag+"/>", 1)
		}
		tab := opened(t, write(t, "people.xlsx", zipped(t, list...)), excelOptions())
		if !tab.Next() {
			t.Fatal(tab.Err())
		}
		checkDate(t, tab, tab.Row()[1], table.YMD, "2026-03-04")
	}
}
