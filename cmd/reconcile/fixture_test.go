package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

func codeOf(err error) string {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return "0"
	case errors.As(err, &exit):
		return strconv.Itoa(exit.ExitCode())
	default:
		return err.Error()
	}
}

func octal(m fs.FileMode) string { return strconv.FormatUint(uint64(m), 8) }

// fixture writes a roster in a form that a script cannot show.
func fixture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: fixture NAME FILE")
	}
	write, ok := fixtures()[args[0]]
	if !ok {
		ts.Fatalf("no fixture %q", args[0])
	}
	data, err := write(strings.Split(strings.TrimSpace(ts.ReadFile("people.csv")), "\n"))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// fixtures returns what makes each file of the lines of people.csv.
func fixtures() map[string]func(lines []string) ([]byte, error) {
	text := func(f func(string) []byte) func([]string) ([]byte, error) {
		return func(lines []string) ([]byte, error) { return f(strings.Join(lines, "\n") + "\n"), nil }
	}
	replace := func(old, by string) func([]string) ([]byte, error) {
		return text(func(s string) []byte { return []byte(strings.ReplaceAll(s, old, by)) })
	}
	return map[string]func([]string) ([]byte, error){
		"utf-16le with mark": text(func(s string) []byte { return append([]byte{0xff, 0xfe}, encode16(s, false)...) }),
		"utf-16be with mark": text(func(s string) []byte { return append([]byte{0xfe, 0xff}, encode16(s, true)...) }),
		"utf-16le":           text(func(s string) []byte { return encode16(s, false) }),
		"utf-16be":           text(func(s string) []byte { return encode16(s, true) }),
		"windows-1252": text(func(s string) []byte {
			return bytes.ReplaceAll([]byte(s), []byte("Ruiz"), []byte{'R', 'u', 0xed, 'z'})
		}),
		"semicolons": replace(",", ";"),
		"tabs":       replace(",", "\t"),
		"lone CR":    replace("\n", "\r"),
		"workbook":   func(lines []string) ([]byte, error) { return workbook(lines, nil) },
		"1904 workbook": func(lines []string) ([]byte, error) {
			return workbook(lines, func(book *excelize.File) error {
				yes := true
				// 2020-01-01 is day 42369 from 1904-01-01
				return errors.Join(book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}), book.SetCellInt("Sheet1", "G2", 42369))
			})
		},
		"formula": func(lines []string) ([]byte, error) {
			lines[1] = strings.Replace(lines[1], "ana@acme.example", "", 1)
			return workbook(lines, func(book *excelize.File) error {
				return book.SetCellFormula("Sheet1", "C2", `LOWER("ANA@acme.example")`)
			})
		},
		"title rows": func(lines []string) ([]byte, error) {
			return workbook(append([]string{"Staff of Acme", "as of today", ""}, lines...), nil)
		},
		"million empty rows": func(lines []string) ([]byte, error) {
			return workbook(lines, func(book *excelize.File) error { return book.SetCellStr("Sheet1", "XFD1048576", "x") })
		},
		"encrypted workbook": func([]string) ([]byte, error) {
			return ole("EncryptedPackage"), nil
		},
		"xls":      func([]string) ([]byte, error) { return ole("Workbook"), nil },
		"web page": func([]string) ([]byte, error) { return []byte("<!DOCTYPE html><html><table><tr><td>id"), nil },
		"zip bomb": func([]string) ([]byte, error) { return bomb() },
		"empty":    func([]string) ([]byte, error) { return nil, nil },
	}
}

func encode16(s string, big bool) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		low, high := byte(unit), byte(unit>>8)
		if big {
			low, high = high, low
		}
		out = append(out, low, high)
	}
	return out
}

// workbook writes lines of CSV as cells of text, and then what else is to be done.
func workbook(lines []string, more func(*excelize.File) error) ([]byte, error) {
	book := excelize.NewFile()
	defer book.Close()
	for i, line := range lines {
		for k, text := range strings.Split(line, ",") {
			cell, err := excelize.CoordinatesToCellName(k+1, i+1)
			if err == nil && text != "" {
				err = book.SetCellStr("Sheet1", cell, text)
			}
			if err != nil {
				return nil, err
			}
		}
	}
	if more != nil {
		if err := more(book); err != nil {
			return nil, err
		}
	}
	b, err := book.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// ole is the beginning of a compound file (MS-CFB 2.2) that names a stream.
func ole(stream string) []byte {
	return append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 1016)), encode16(stream, false)...)
}

// bomb is a small workbook with a sheet of 300 MiB.
func bomb() ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if name != "xl/worksheets/sheet1.xml" {
			if _, err := fmt.Fprint(w, "<x/>"); err != nil {
				return nil, err
			}
			continue
		}
		chunk := make([]byte, 1<<20)
		for range 300 {
			if _, err := w.Write(chunk); err != nil {
				return nil, err
			}
		}
	}
	err := z.Close()
	return out.Bytes(), err
}
