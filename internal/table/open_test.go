package table_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/table"
)

func TestAFileThatCannotBeReadIsNamed(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	file := write(t, "people.csv", "id\n17\n")
	for name, c := range map[string]struct{ path, want string }{
		"missing": {
			filepath.Join(dir, "gone.csv"), `gone.csv: there is no file "` + filepath.Join(dir, "gone.csv") +
				`"; check the path and that the export ran`,
		},
		"a folder":     {dir, filepath.Base(dir) + ": this is a folder; name a file in it"},
		"a pipe":       {pipe, "pipe.csv: this is a device or a pipe; name an ordinary file"},
		"below a file": {file + "/x.csv", "x.csv: cannot open the file: stat " + file + "/x.csv: not a directory; check the path and who may read it"},
		"empty":        {write(t, "people.csv", ""), "people.csv: the file is empty; export it again"},
	} {
		for format, o := range map[string]table.Options{"CSV": csvOptions(), "Excel": excelOptions()} {
			t.Run(name+", "+format, func(t *testing.T) { checkProblem(t, c.path, o, c.want) })
		}
	}
}

func TestTheErrorOfTheSystemCanBeAskedFor(t *testing.T) {
	if e := problem(t, filepath.Join(t.TempDir(), "gone.csv"), csvOptions()); !errors.Is(e, fs.ErrNotExist) {
		t.Errorf("%v is no fs.ErrNotExist", e)
	}
}

func TestAFileWithoutAHeaderIsRefused(t *testing.T) {
	for name, text := range map[string]string{"a mark only": "\xef\xbb\xbf", "line ends only": "\r\n\n"} {
		t.Run(name, func(t *testing.T) {
			checkProblem(t, write(t, "people.csv", text), csvOptions(),
				"people.csv: the file is empty: it has no header; export it again")
		})
	}
	t.Run("a workbook of empty sheets", func(t *testing.T) {
		checkProblem(t, book(t, sheet{name: "One"}), excelOptions(), "people.xlsx: the file is empty: it has no header; export it again")
	})
}

func TestAHeaderWithoutRowsIsNoError(t *testing.T) {
	for name, path := range map[string]string{
		"CSV":                      write(t, "people.csv", "id,name\n"),
		"CSV without a line's end": write(t, "people.csv", "id,name"),
		"Excel":                    book(t, sheet{"Staff", [][]any{{"id", "name"}}}),
	} {
		t.Run(name, func(t *testing.T) {
			o := csvOptions()
			if name == "Excel" {
				o = excelOptions()
			}
			c := mustRead(t, path, o)
			if d := cmp.Diff([]string{"id", "name"}, c.headers); d != "" || c.facts.Rows != 0 || c.facts.SHA256 == "" {
				t.Errorf("%s%+v", d, c.facts)
			}
		})
	}
}

func TestTheFactsAreThoseOfTheFile(t *testing.T) {
	for path, sheet := range map[string]string{
		write(t, "people.csv", "\xef\xbb\xbfsep=;\r\n"+spanish):                                     "",
		write(t, "people.csv", "\xff\xfe"+encoded(t, utf16le(), spanish)):                           "",
		book(t, sheetOf("Notes", "remarks"), sheetOf("Staff", "id", "17", "18")):                    "Staff",
		rawBook(t, texts("id")+texts("17")+texts("")+texts("18")+"<row></row>"):                     "Sheet1",
		write(t, "people.csv", "id\n17\n"+strings.Repeat("\n", 300_000)+"18\n"):                     "",
		write(t, "people.csv", "id,name\n17,\""+strings.Repeat("x\n", 200_000)+"\"\n18,Bo\n\n\n\n"): "",
	} {
		o := csvOptions()
		if sheet != "" {
			o = excelOptions()
		}
		bytes, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(bytes)
		want := table.Facts{
			File: filepath.Base(path), Path: path, Sheet: sheet, Rows: 2, Bytes: int64(len(bytes)),
			Modified: info.ModTime(), SHA256: hex.EncodeToString(sum[:]),
		}
		if d := cmp.Diff(want, mustRead(t, path, o).facts); d != "" {
			t.Errorf("the facts differ:\n%s", d)
		}
	}
}

func TestTheHashIsNotThereBeforeTheEnd(t *testing.T) {
	tab, err := table.Open(write(t, "people.csv", "id\n17\n"), csvOptions())
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	if !tab.Next() || tab.Facts().SHA256 != "" {
		t.Errorf("the hash of a file that is not read to its end is %q", tab.Facts().SHA256)
	}
}

func TestTheEndStaysTheEnd(t *testing.T) {
	for name, text := range map[string]string{"without a fault": "id,name\n17,Ana\n", "with one": "id,name\n17,Ana\n18,\"\n"} {
		t.Run(name, func(t *testing.T) {
			tab, err := table.Open(write(t, "people.csv", text), csvOptions())
			if err != nil {
				t.Fatal(err)
			}
			for tab.Next() {
			}
			facts, fault := tab.Facts(), tab.Err()
			if tab.Next() || tab.Facts() != facts || !errors.Is(tab.Err(), fault) && fault != nil {
				t.Errorf("after the end: %+v %v; before: %+v %v", tab.Facts(), tab.Err(), facts, fault)
			}
			if err := errors.Join(tab.Close(), tab.Close()); err != nil {
				t.Errorf("closing twice: %v", err)
			}
		})
	}
}

func TestAFileThatIsWrittenWhileItIsReadIsRefused(t *testing.T) {
	const want = "people.csv: the file was changed while it was read; " +
		"let the export write to another name and rename the file when it is complete"
	old := time.Now().Add(-time.Hour).Truncate(time.Second)
	for name, change := range map[string]func(path string, f *os.File) error{
		"it grows": func(path string, f *os.File) error {
			_, err := f.WriteString("x\n")
			return errors.Join(err, os.Chtimes(path, time.Time{}, old))
		},
		"it is cut": func(path string, f *os.File) error {
			return errors.Join(f.Truncate(600_003), os.Chtimes(path, time.Time{}, old))
		},
		"it is written again at the same length": func(path string, _ *os.File) error {
			return os.Chtimes(path, time.Time{}, time.Now().Add(time.Hour))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "people.csv", "id\n"+strings.Repeat("17\n", 300_000))
			if err := os.Chtimes(path, time.Time{}, old); err != nil {
				t.Fatal(err)
			}
			tab, err := table.Open(path, csvOptions())
			if err != nil {
				t.Fatal(err)
			}
			defer tab.Close()
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(change(path, f), f.Close()); err != nil {
				t.Fatal(err)
			}
			for tab.Next() {
			}
			if tab.Err() == nil || tab.Err().Error() != want || tab.Facts().SHA256 != "" {
				t.Errorf("%v, hash %q", tab.Err(), tab.Facts().SHA256)
			}
		})
	}
}

func TestAFileAboveTheLimitIsRefused(t *testing.T) {
	for format, o := range map[string]table.Options{"CSV": csvOptions(), "Excel": excelOptions()} {
		t.Run(format, func(t *testing.T) {
			o.Limits.File = 10
			checkProblem(t, write(t, "people.csv", "id,name\n17,Ana\n"), o,
				"people.csv: the file has 15 bytes, more than the limit of 10; check that it is the right file")
		})
	}
	t.Run("and one as large as the limit is not", func(t *testing.T) {
		o := csvOptions()
		o.Limits.File = 15
		checkRows(t, write(t, "people.csv", "id,name\n17,Ana\n"), o, []string{"17", "Ana"})
	})
}

func TestThePlaceIsThatOfTheCell(t *testing.T) {
	for want, c := range map[string]struct {
		path string
		o    table.Options
	}{
		"people.csv, row 4, column Full Name": {write(t, "people.csv", "Staff\n\nid,Full Name\n17,Ana\n"), csvOptions()},
		"people.xlsx, sheet Staff, row 2, column Full Name": {
			book(t, sheet{"Staff", [][]any{{"id", "Full Name"}, {"17", "Ana"}}}), excelOptions(),
		},
		"people.csv, row 2, column B": {write(t, "people.csv", "id,,name\n17,x,Ana\n"), csvOptions()},
	} {
		tab, err := table.Open(c.path, c.o)
		if err != nil {
			t.Fatal(err)
		}
		defer tab.Close()
		if !tab.Next() {
			t.Fatal(tab.Err())
		}
		if got := tab.Place(1).String(); got != want {
			t.Errorf("the place is %q, want %q", got, want)
		}
		if got := tab.Place(-1).String() + ", column "; !strings.HasPrefix(want, got) {
			t.Errorf("the place of the row is %q", got)
		}
	}
}

// sheetOf is a sheet of one column.
func sheetOf(name string, cells ...string) sheet {
	s := sheet{name: name}
	for _, c := range cells {
		s.rows = append(s.rows, []any{c})
	}
	return s
}
