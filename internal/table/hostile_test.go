package table_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"

	"reconcile/internal/table"
)

const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// wide returns a text in UTF-16LE, as OLE writes the names of its streams.
func wide(s string) string { return strings.Join(strings.Split(s, ""), "\x00") + "\x00" }

func TestAFileOfAnotherKindIsNamedForWhatItIs(t *testing.T) {
	pad := strings.Repeat("\x00", 600)
	workbook := string(zipped(t, parts(texts("id")+texts("17"))...))
	for name, c := range map[string]struct {
		format              table.Format
		file, content, want string
	}{
		"an encrypted workbook": {
			table.Excel, "people.xlsx", ole + pad + wide("EncryptedPackage") + pad,
			"the workbook is encrypted with a password; save it without a password",
		},
		"an old workbook": {
			table.Excel, "people.xls", ole + pad + wide("Workbook") + pad,
			"this is an Excel file of the old kind (.xls); save it as .xlsx",
		},
		"an old workbook as CSV": {table.CSV, "people.csv", ole + pad, "this is an Excel file, not CSV; save it as CSV"},
		"a workbook as CSV": {
			table.CSV, "people.csv", workbook,
			"this is a zip file or an Excel workbook, not CSV; read it as a workbook, or save it as CSV",
		},
		"a web page": {
			table.Excel, "people.xlsx", " \r\n<!DOCTYPE html><html><table><tr><td>id</td></tr></table></html>",
			"this is a web page, not .xlsx; if it is a table, open it in Excel and save it as .xlsx; " +
				"if it is a sign-in page, the download failed",
		},
		"a table of HTML as CSV": {
			table.CSV, "people.csv", "\xef\xbb\xbf<table><tr><td>id</td></tr></table>",
			"this is a web page, not CSV; if it is a table, open it in Excel and save it as CSV; " +
				"if it is a sign-in page, the download failed",
		},
		"a spreadsheet of 2003": {
			table.Excel, "people.xlsx", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`,
			"this is an XML spreadsheet of 2003, not .xlsx; open it in Excel and save it as .xlsx",
		},
		"CSV named .xlsx": {
			table.Excel, "people.xlsx", "id,name\n17,Ana\n",
			"this is text such as CSV, not a workbook; read it as CSV, or save it as .xlsx",
		},
		"CSV in UTF-16 named .xlsx": {
			table.Excel, "people.xlsx", "\xff\xfe" + encoded(t, utf16le(), spanish),
			"this is text such as CSV, not a workbook; read it as CSV, or save it as .xlsx",
		},
		"a PDF":        {table.Excel, "people.xlsx", "%PDF-1.7\n", "this is a PDF, not a workbook; export it as .xlsx"},
		"a PDF as CSV": {table.CSV, "people.csv", "%PDF-1.7\n", "this is a PDF, not CSV; export it as CSV"},
		"OpenDocument": {
			table.Excel, "people.xlsx", string(zipped(t, part{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
				part{"content.xml", "<x/>"})),
			"this is an OpenDocument file; save it as .xlsx",
		},
		"a binary workbook": {
			table.Excel, "people.xlsb", string(zipped(t, part{"[Content_Types].xml", "<x/>"}, part{"_rels/.rels", "<x/>"},
				part{"xl/workbook.bin", "x"})),
			"this is a binary workbook (.xlsb); save it as .xlsx",
		},
		"a document of Word": {
			table.Excel, "people.xlsx", string(zipped(t, part{"[Content_Types].xml", "<x/>"}, part{"_rels/.rels", "<x/>"},
				part{"word/document.xml", "<x/>"})),
			"this is a document of Word or PowerPoint, not a workbook; export the table as .xlsx",
		},
		"a file of Numbers": {
			table.Excel, "people.xlsx", string(zipped(t, part{"Index/Document.iwa", "x"})),
			"this is a file of Numbers; export it as .xlsx",
		},
		"another zip file": {
			table.Excel, "people.xlsx", string(zipped(t, part{"people.csv", "id\n17\n"})),
			"this is a zip file, but no workbook; unpack it, or export the table as .xlsx",
		},
		"nothing known": {table.Excel, "people.xlsx", "\x7fELF" + pad, "this is no workbook; export it again as .xlsx"},
		"a workbook that is cut": {
			table.Excel, "people.xlsx", workbook[:len(workbook)/2],
			"the workbook is damaged or cut: it is no whole zip file; export or copy it again",
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := table.Options{Format: c.format, Fields: people()}
			checkProblem(t, write(t, c.file, c.content), o, c.file+": "+c.want)
		})
	}
}

// packed is a part of which only the packed bytes and the stated size count.
type packed struct {
	name   string
	bytes  []byte
	stated uint64
}

// lying makes a zip file whose directory states whatever sizes are wanted.
func lying(t testing.TB, list ...packed) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range list {
		w, err := z.CreateRaw(&zip.FileHeader{
			Name: p.name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(p.bytes),
			CompressedSize64: uint64(len(p.bytes)), UncompressedSize64: p.stated,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(p.bytes); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// stated are the parts of a workbook with honest sizes.
func stated(data string) []packed {
	var list []packed
	for _, p := range parts(data) {
		list = append(list, packed{p.name, []byte(p.content), uint64(len(p.content))})
	}
	return list
}

func TestAWorkbookThatUnpacksToTooMuchIsRefused(t *testing.T) {
	const remedy = "; check that it is the right file; remove what is no table from it"
	honest := stated(texts("id") + texts("17"))
	tiny := excelOptions()
	tiny.Limits.Unpacked, tiny.Limits.Part = 3<<20, 2<<20
	mib := strings.Repeat(" ", 1<<20)
	tags := []byte("<sst>" + strings.Repeat("<a/>", 20_000_000) + "</sst>")
	many := make([]packed, 20_001)
	for i := range many {
		many[i].name = "x/" + strings.Repeat("x", i%100) + string(rune('a'+i/100%26)) + string(rune('a'+i/2600))
	}
	for name, c := range map[string]struct {
		content []byte
		o       table.Options
		want    string
	}{
		"a stated size beyond every limit": {
			lying(t, append(honest, packed{"xl/x.bin", []byte("x"), 1 << 50})...), excelOptions(),
			"the workbook unpacks to more than the limit of 256 MiB",
		},
		"sizes that add up to nothing": {
			lying(t, append(honest, packed{"xl/x.bin", []byte("x"), 1<<63 - 1}, packed{"xl/y.bin", []byte("x"), 1<<63 - 1})...),
			excelOptions(), "the workbook unpacks to more than the limit of 256 MiB",
		},
		"one part above its limit": {
			zipped(t, parts(texts("id")+strings.Repeat(mib, 2))...), tiny,
			"the workbook unpacks to more than the limit of 2 MiB",
		},
		"all parts above theirs": {
			zipped(t, append(parts(texts("id")), part{"x", mib}, part{"y", mib}, part{"z", mib})...), tiny,
			"the workbook unpacks to more than the limit of 2 MiB",
		},
		"a tree that grows in memory": {
			lying(t, append(honest, packed{"xl/styles.xml", []byte("x"), 33 << 20})...), excelOptions(),
			"the workbook unpacks to more than the limit of 32 MiB",
		},
		"too many parts": {lying(t, many...), excelOptions(), "the workbook has 20001 parts, more than the limit of 20000"},
		"too many texts": {
			lying(t, append(honest, packed{"xl/sharedStrings.xml", tags, uint64(len(tags))})...), excelOptions(),
			"the workbook has too many texts",
		},
		"two parts of one name": {
			zipped(t, append(parts(texts("id")), part{"XL\\workbook.xml", ""})...), excelOptions(),
			"the workbook has two parts of one name",
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkProblem(t, write(t, "people.xlsx", c.content), c.o, "people.xlsx: "+c.want+remedy)
		})
	}
}

func TestAWorkbookWhoseSizesLieIsDamaged(t *testing.T) {
	const want = "people.xlsx: the workbook is damaged: a part of it cannot be unpacked; export or copy it again"
	honest := stated(texts("id") + texts("17"))
	last := len(honest) - 1
	for name, change := range map[string]func(p *packed){
		"less is stated than there is": func(p *packed) { p.stated = 10 },
		"more is stated than there is": func(p *packed) { p.stated += 10 },
	} {
		t.Run(name, func(t *testing.T) {
			list := append([]packed(nil), honest...)
			change(&list[last])
			checkProblem(t, write(t, "people.xlsx", lying(t, list...)), excelOptions(), want)
		})
	}
	t.Run("a checksum that is wrong", func(t *testing.T) {
		content := zipped(t, parts(texts("id")+texts("17"))...)
		at := bytes.LastIndex(content, []byte("PK\x07\x08")) // the last part's data descriptor: its checksum follows
		directory := bytes.LastIndex(content, []byte("PK\x01\x02"))
		binary.LittleEndian.PutUint32(content[at+4:], 1)
		binary.LittleEndian.PutUint32(content[directory+16:], 1)
		checkProblem(t, write(t, "people.xlsx", content), excelOptions(), want)
	})
}

func TestAMillionEmptyRowsAreNotGoneThrough(t *testing.T) {
	far := `<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>`
	checkProblem(t, rawBook(t, texts("id")+texts("17")+far), excelOptions(),
		"people.xlsx, sheet Sheet1, row 1048576: something stands here, below 1048573 empty rows; "+
			"delete it, or the empty rows above it")
	t.Run("and a sheet with nothing else has no table", func(t *testing.T) {
		checkProblem(t, rawBook(t, far), excelOptions(), "people.xlsx, sheet Sheet1, row 1048576: "+
			"something stands here, below 1048575 empty rows; delete it, or the empty rows above it")
	})
	t.Run("and formats alone are nothing", func(t *testing.T) {
		checkRows(t, rawBook(t, texts("id")+texts("17")+`<row r="1048576"><c r="XFD1048576" s="0"/></row>`), excelOptions(),
			[]string{"17"})
	})
	t.Run("and the first gap that is not allowed is the one above ten thousand", func(t *testing.T) {
		checkProblem(t, rawBook(t, texts("id")+`<row r="10003"><c r="A10003"><v>17</v></c></row>`), excelOptions(),
			"people.xlsx, sheet Sheet1, row 10003: something stands here, below 10001 empty rows; "+
				"delete it, or the empty rows above it")
		checkRows(t, rawBook(t, texts("id")+`<row r="10002"><c r="A10002"><v>17</v></c></row>`), excelOptions(), []string{"17"})
	})
}

func TestASheetThatIsNoSheetIsDamaged(t *testing.T) {
	for name, c := range map[string]struct{ data, row string }{
		"XML that breaks off":      {texts("id") + texts("17") + `<row r="3"><c r="A3"`, ", row 3"},
		"XML that closes wrongly":  {texts("id") + `<row r="2"></c></row>`, ", row 2"},
		"rows out of order":        {texts("id") + `<row r="5"/><row r="4"/>`, ", row 5"},
		"a row twice":              {texts("id") + `<row r="5"/><row r="5"/>`, ", row 5"},
		"a row beyond the last":    {texts("id") + `<row r="1048577"/>`, ", row 1"},
		"a row of another number":  {texts("id") + `<row r="2"><c r="A3"><v>1</v></c></row>`, ", row 2"},
		"a row that is no number":  {texts("id") + `<row r="x"/>`, ", row 1"},
		"cells out of order":       {texts("id") + `<row r="2"><c r="B2"/><c r="A2"/></row>`, ", row 2"},
		"a cell twice":             {texts("id") + `<row r="2"><c r="A2"/><c r="A2"/></row>`, ", row 2"},
		"a column beyond the last": {texts("id") + `<row r="2"><c r="XFE2"><v>1</v></c></row>`, ", row 2"},
		"a cell of no column":      {texts("id") + `<row r="2"><c r="2"><v>1</v></c></row>`, ", row 2"},
		"something else in a row":  {texts("id") + `<row r="2"><x/></row>`, ", row 2"},
	} {
		t.Run(name, func(t *testing.T) {
			checkProblem(t, rawBook(t, c.data), excelOptions(),
				"people.xlsx, sheet Sheet1"+c.row+": the sheet is damaged; open the workbook in Excel and save it again")
		})
	}
}

func TestAWorkbookWithoutItsPartsIsDamaged(t *testing.T) {
	for _, gone := range []string{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"} {
		for how, instead := range map[string]string{"gone": "", "no XML": "<", "another XML": "<x><y/></x>"} {
			t.Run(gone+", "+how, func(t *testing.T) {
				var list []part
				for _, p := range parts(texts("id") + texts("17")) {
					if p.name == gone {
						p.content = instead
					}
					if p.name != gone || instead != "" {
						list = append(list, p)
					}
				}
				problem(t, write(t, "people.xlsx", zipped(t, list...)), excelOptions())
			})
		}
	}
}

func TestTextFromTheFileIsCleanInMessages(t *testing.T) {
	const evil = "Start\x1b[2J\u202e\u009b"
	name := "pe\x1b[31mople\u202e.csv"
	for what, e := range map[string]*table.Error{
		"a header that is listed": problem(t, write(t, "people.csv", "\""+evil+"\",x\n"), csvOptions()),
		"a header that is twice": problem(t, write(t, "people.csv", "id,"+evil+","+evil+"\n17,,\n"),
			table.Options{Fields: people(), Columns: map[string]string{"start": evil}}),
		"a header of a cell": problem(t, book(t, sheet{evil[:5] + "\u202e", [][]any{{"id", evil}, {"17", nil, "x"}}}), excelOptions()),
		"the name of a file": problem(t, write(t, name, "x\n"), csvOptions()),
		"a file that is not": problem(t, "/nowhere/"+name, csvOptions()),
		"a number": problem(t, rawBook(t, texts("id")+"<row><c><v>1\u202e\u009b"+strings.Repeat("9", 2000)+"</v></c></row>"),
			excelOptions()),
	} {
		t.Run(what, func(t *testing.T) {
			if i := strings.IndexAny(e.Error(), "\x1b\u202e\u009b\n"); i >= 0 {
				t.Errorf("the message acts on a terminal: %q", e.Error())
			}
			if len(e.Error()) > 1000 {
				t.Errorf("the message has %d bytes", len(e.Error()))
			}
		})
	}
}
