package table_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/table"
)

func TestEachDelimiterIsFoundOut(t *testing.T) {
	for _, d := range []string{",", ";", "\t", "|"} {
		t.Run(fmt.Sprintf("%q", d), func(t *testing.T) {
			text := strings.ReplaceAll("name_id_start\nGómez, Ana; jr.|x_17_2026-03-04\n", "_", d)
			if d != "\t" {
				text = strings.ReplaceAll(text, "Gómez, Ana; jr.|x", `"Gómez, Ana; jr.|x"`)
			}
			checkRows(t, write(t, "people.csv", text), csvOptions(), []string{"Gómez, Ana; jr.|x", "17", "2026-03-04"})
		})
	}
}

func TestTheDelimiterIsTheOneThatFindsTheMostKnownColumns(t *testing.T) {
	for name, text := range map[string]string{
		"more commas than semicolons":     "id;name;a,b,c,d,e,f\n17;Ana;x\n",
		"a title with other delimiters":   "Staff, all of it, as of today, all sites\n\nid;name;site\n17;Ana;x\n",
		"commas in the rows, not on top":  "id;name;note\n17;Ana;a,b,c,d,e\n",
		"a tab in the middle of a header": "id;name;no\tte\n17;Ana;x\n",
	} {
		t.Run(name, func(t *testing.T) {
			tab, err := table.Open(write(t, "people.csv", text), csvOptions())
			if err != nil {
				t.Fatal(err)
			}
			defer tab.Close()
			if !tab.Next() || tab.Row()[tab.Column("id")] != "17" || tab.Row()[tab.Column("name")] != "Ana" {
				t.Errorf("the row is %q: %v", tab.Row(), tab.Err())
			}
		})
	}
}

func TestAConfiguredDelimiterCounts(t *testing.T) {
	o := csvOptions()
	o.Delimiter = '^'
	checkRows(t, write(t, "people.csv", "id^name\n17^a,b;c\n"), o, []string{"17", "a,b;c"})
}

func TestADelimiterThatCannotBeOneIsRefused(t *testing.T) {
	for _, d := range []rune{'"', '\n', '\r', 'é', -1} {
		o := csvOptions()
		o.Delimiter = d
		checkProblem(t, write(t, "people.csv", "id,name\n17,Ana\n"), o,
			"people.csv: the delimiter must be an ASCII character, no quote and no line end; correct `delimiter:`")
	}
}

func TestTheFirstLineMayStateTheDelimiter(t *testing.T) {
	for _, first := range []string{"sep=;", `"sep=;"`, "SEP=;", "sep=^", "sep=\t"} {
		t.Run(first, func(t *testing.T) {
			d := strings.Trim(first, `"`)[4:]
			path := write(t, "people.csv", first+"\r\nid"+d+"a,b,c\r\n17"+d+"x\r\n")
			c := mustRead(t, path, csvOptions())
			if d := cmp.Diff([][]string{{"17", "x"}}, c.rows); d != "" {
				t.Error(d)
			}
			if c.numbers[0] != 3 {
				t.Errorf("the first row is said to be line %d, and is line 3", c.numbers[0])
			}
		})
	}
	t.Run("but the configuration counts more", func(t *testing.T) {
		o := csvOptions()
		o.Delimiter = ','
		checkRows(t, write(t, "people.csv", "sep=;\nid,name\n17,a;b\n"), o, []string{"17", "a;b"})
	})
	t.Run("and what is no delimiter states nothing", func(t *testing.T) {
		o := csvOptions()
		o.Encoding = "utf-8"
		checkProblem(t, write(t, "people.csv", "sep=\"\nid,name\n17,Ana\n"), csvOptions(), "people.csv, row 1: a quote "+
			`stands inside a cell that does not begin with one; put the whole cell in quotes and double the quotes inside: "5"" disk"`)
		checkProblem(t, write(t, "people.csv", "sep=\xff\nid,name\n17,Ana\n"), o,
			"people.csv, row 1: the line is not valid UTF-8; save the file as UTF-8, or say which `encoding:` it has")
	})
}

func TestLinesMayEndInEveryWay(t *testing.T) {
	for name, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "lone CR": "\r", "CR CR LF": "\r\r\n"} {
		for _, last := range []string{"", end} {
			t.Run(name, func(t *testing.T) {
				text := strings.Join([]string{"id,name", "17,Ana", `18,"Bo"`, "", "19,"}, end) + last
				c := mustRead(t, write(t, "people.csv", text), csvOptions())
				if d := cmp.Diff([][]string{{"17", "Ana"}, {"18", "Bo"}, {"19", ""}}, c.rows); d != "" {
					t.Error(d)
				}
				if d := cmp.Diff([]int{2, 3, 5}, c.numbers); d != "" {
					t.Errorf("the line numbers differ:\n%s", d)
				}
			})
		}
	}
}

func TestASecondKindOfLineEndOutsideQuotesIsRefused(t *testing.T) {
	const remedy = "the line has a line end of another kind inside; save the file with one kind of line ends"
	for name, c := range map[string]struct{ text, row string }{
		"CR in a file of LF":                  {"id,name\n17,Ana\n18,Bo\r19,Cy\n", "row 3"},
		"CR in a file of CRLF":                {"id,name\r\n17,Ana\r18,Bo\r\n", "row 2"},
		"LF in a file of CR":                  {"id,name\r17,Ana\n18,Bo\r", "row 2"},
		"CR beside a quoted cell":             {"id,name\n17,\"Ana\"\n18\r19,\"Bo\"\n", "row 3"},
		"LF beside a quoted cell, in CR":      {"id,name\r17\n18,\"Ana\"\r", "row 2"},
		"CR before the end of a one-line row": {"id,name\n1\r2,Ana\n", "row 2"},
	} {
		t.Run(name, func(t *testing.T) {
			checkProblem(t, write(t, "people.csv", c.text), csvOptions(), "people.csv, "+c.row+": "+remedy)
		})
	}
}

func TestAQuotedCellHoldsDelimitersQuotesAndLines(t *testing.T) {
	text := "id,name,note\n" +
		"17,\"Ana \"\"Nan\"\" Gómez, jr.\",\"first\nsecond\n\nfourth\"\n" +
		"18,\"\",\" \"\n" +
		"\"19\",\"\"\"\",\"x\"\n"
	c := mustRead(t, write(t, "people.csv", text), csvOptions())
	want := [][]string{{"17", `Ana "Nan" Gómez, jr.`, "first\nsecond\n\nfourth"}, {"18", "", ""}, {"19", `"`, "x"}}
	if d := cmp.Diff(want, c.rows); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{2, 6, 7}, c.numbers); d != "" {
		t.Errorf("a row's number is not its first line:\n%s", d)
	}
}

func TestALineEndInAQuotedCellIsOneLF(t *testing.T) {
	for name, end := range map[string]string{"CRLF": "\r\n", "lone CR": "\r", "LF": "\n"} {
		t.Run(name, func(t *testing.T) {
			text := "id,name" + end + "17,\"a" + end + "b\"" + end
			checkRows(t, write(t, "people.csv", text), csvOptions(), []string{"17", "a\nb"})
		})
	}
}

func TestQuotesInTheWrongPlaceAreRefused(t *testing.T) {
	const remedy = `; put the whole cell in quotes and double the quotes inside: "5"" disk"`
	for name, c := range map[string]struct{ text, want string }{
		"a quote inside a plain cell": {
			"id,name\n17,5\" disk\n", "row 2: a quote stands inside a cell that does not begin with one",
		},
		"a quote after a blank": {
			"id,name\n17, \"Ana\"\n", "row 2: a quote stands inside a cell that does not begin with one",
		},
		"text after a closing quote": {
			"id,name\n17,Ana\n18,\"Bo\" B.\n", "row 3: a quoted cell goes on after its closing quote",
		},
		"text after a closing quote, lines below its opening": {
			"id,name\n18,\"Bo\n\nBy\" B.\n", "row 4: a quoted cell goes on after its closing quote",
		},
		"a quote that is never closed": {
			"id,name\n17,Ana\n18,\"Bo\n19,Cy\n20,Di\n", "row 3: a quote is opened and never closed",
		},
		"a quote that is opened below its record's first line": {
			"id,name\n\"18\n\n\",\"Bo\n19,Cy\n", "row 4: a quote is opened and never closed",
		},
		"a quote at the very end": {"id,name\n17,\"", "row 2: a quote is opened and never closed"},
	} {
		t.Run(name, func(t *testing.T) {
			checkProblem(t, write(t, "people.csv", c.text), csvOptions(), "people.csv, "+c.want+remedy)
		})
	}
}

func TestARecordThatIsTooLongIsRefused(t *testing.T) {
	o := csvOptions()
	o.Limits.Record = 1000
	long := strings.Repeat("x", 1001)
	const want = "a record is longer than 1000 bytes; look for a quote that is not closed, or for a file that is no CSV"
	for name, text := range map[string]string{
		"in one line":                  "id,name\n17," + long + "\n",
		"without an end":               "id,name\n17," + long,
		"over many lines":              "id,name\n17,\"" + strings.Repeat("x\n", 600) + "\"\n",
		"by a quote that never ends":   "id,name\n17,\"x\n" + strings.Repeat("18,Ana\n", 200),
		"longer than what is buffered": "id,name\n17," + strings.Repeat("x", 1<<20) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			checkProblem(t, write(t, "people.csv", text), o, "people.csv, row 2: "+want)
		})
	}
	t.Run("and one of the greatest length is not", func(t *testing.T) {
		checkRows(t, write(t, "people.csv", "id,name\n17,"+long[:997]+"\n"), o, []string{"17", long[:997]})
	})
}

func TestARowOfTooManyCellsIsRefused(t *testing.T) {
	for name, cells := range map[string]string{"plain": strings.Repeat("x,", 17000), "quoted": `"x"` + strings.Repeat(",", 17000)} {
		t.Run(name, func(t *testing.T) {
			checkProblem(t, write(t, "people.csv", "id,name\n17,Ana\n"+cells+"\n"), csvOptions(),
				"people.csv, row 3: a row has more than 16384 cells; check the delimiter")
		})
	}
}

func TestACellBeyondTheLastHeaderIsRefused(t *testing.T) {
	checkProblem(t, write(t, "people.csv", "id,name,,\n17,Ana\n18,Gómez, Bo,,x\n"), csvOptions(),
		"people.csv, row 3, column C: a cell stands beyond the last header; "+
			"give its column a header, or quote the cells that hold the delimiter")
	t.Run("but empty ones are not", func(t *testing.T) {
		checkRows(t, write(t, "people.csv", "id,name,,\n17,Ana,, ,,\n"), csvOptions(), []string{"17", "Ana"})
	})
}

func TestAShortRowEndsInEmptyCells(t *testing.T) {
	checkRows(t, write(t, "people.csv", "id,name,start\n17,Ana,2026-03-04\n18\n"), csvOptions(),
		[]string{"17", "Ana", "2026-03-04"}, []string{"18", "", ""})
}

func TestAnEntirelyEmptyRowIsNone(t *testing.T) {
	c := mustRead(t, write(t, "people.csv", "\n,,\nid,name\n\n , \n\"\",\n17,Ana\n\n"), csvOptions())
	if d := cmp.Diff([][]string{{"17", "Ana"}}, c.rows); d != "" {
		t.Error(d)
	}
	if c.facts.Rows != 1 || c.numbers[0] != 7 {
		t.Errorf("%d rows, the first in line %d; want 1 in line 7", c.facts.Rows, c.numbers[0])
	}
}

func TestCellsLoseOuterWhiteSpaceOnly(t *testing.T) {
	checkRows(t, write(t, "people.csv", "id , name\n 17\t, \u00a0Ana  Gómez\u2003\n"), csvOptions(), []string{"17", "Ana  Gómez"})
}

func TestANULByteIsRefused(t *testing.T) {
	checkProblem(t, write(t, "people.csv", "id,name\n17,A\x00na\n"), csvOptions(),
		"people.csv, row 2: the line has NUL bytes; export the file again; if it is UTF-16, say `encoding: utf-16le`")
}

func TestALineEndInAQuotedHeaderEndsNoLine(t *testing.T) {
	c := mustRead(t, write(t, "people.csv", "\"Full\rName\",\"\rx\",id\nAna,,17\n"), csvOptions())
	if d := cmp.Diff([][]string{{"Ana", "", "17"}}, c.rows); d != "" || c.headers[0] != "Full\rName" {
		t.Errorf("%sbelow %q", d, c.headers)
	}
}

func TestALineWithoutAnEndIsNotReadIntoMemory(t *testing.T) {
	path := write(t, "people.csv", "id\n"+strings.Repeat("x", 32<<20))
	o := csvOptions()
	o.Encoding, o.Limits.Record = "utf-8", 1000
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	problem(t, path, o)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 {
		t.Errorf("%d bytes were allocated for a line of %d", used, 32<<20)
	}
}

func TestTheFileBeyondTheFirstBufferIsReadTheSame(t *testing.T) {
	var text strings.Builder
	text.WriteString("id,name\r\n")
	var want [][]string
	for i := range 60_000 {
		id, name := fmt.Sprint(i), strings.Repeat("ñ", i%31)
		fmt.Fprintf(&text, "%s,\"%s\"\r\n", id, name)
		want = append(want, []string{id, name})
	}
	checkRows(t, write(t, "people.csv", text.String()), csvOptions(), want...)
}

func TestAFileThatEndsWithinARowIsCut(t *testing.T) {
	for _, end := range []string{"18", "18,Bo", "18,"} {
		checkProblem(t, write(t, "people.csv", "id,name,start\n17,Ana,2026-03-04\n"+end), csvOptions(),
			"people.csv, row 3: the file ends within this row: it has fewer cells than every row above it, and no line end; "+
				"export it again, or end the file with a line end if it is whole")
	}
	for name, text := range map[string]string{
		"with a line end":        "id,name,start\n17,Ana,2026-03-04\n18\n",
		"with all cells":         "id,name,start\n17,Ana,2026-03-04\n18,,",
		"below other short rows": "id,name,start\n17,Ana\n18",
		"the only row":           "id,name,start\n18",
	} {
		if c := mustRead(t, write(t, "people.csv", text), csvOptions()); c.rows[len(c.rows)-1][0] != "18" {
			t.Errorf("%s: %q", name, c.rows)
		}
	}
}
