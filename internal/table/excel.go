package table

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"reconcile/internal/fold"
)

func (t *Table) openExcel(file *os.File, o Options) error {
	content, err := io.ReadAll(io.LimitReader(file, t.size+1))
	if err != nil {
		return system("read", err)
	}
	if err := t.unchanged(file, int64(len(content))); err != nil {
		return err
	}
	if err := notWorkbook(content); err != nil {
		return err
	}
	if err := inspect(content, o.Limits); err != nil {
		return err
	}
	book, err := openBook(content, o.Limits)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	t.finish = func() (string, error) { return hex.EncodeToString(sum[:]), nil }
	t.serials, t.from1904 = true, book.from1904()
	s := newSearch(o)
	sheet, h, rows, err := book.choose(s, o.Sheet)
	t.sheet = sheet
	if err != nil {
		return err
	}
	t.closer = closers{book.file, file}
	return t.begin(s, h, rows)
}

// closers closes one after the other.
type closers []io.Closer

func (c closers) Close() error {
	var errs []error
	for _, one := range c {
		errs = append(errs, one.Close())
	}
	return errors.Join(errs...)
}

// book is an open workbook.
type book struct {
	file *excelize.File
	// parts gives the path of every sheet's part by the sheet's name.
	parts map[string]string
}

// openBook unpacks a workbook in memory; nothing of it is written to temporary files.
func openBook(content []byte, limits Limits) (*book, error) {
	damaged := trouble("the workbook is damaged", "open it in Excel and save it again")
	file, err := guarded(func() (*excelize.File, error) {
		return excelize.OpenReader(bytes.NewReader(content), excelize.Options{
			RawCellValue: true, UnzipSizeLimit: limits.Unpacked, UnzipXMLSizeLimit: limits.Unpacked,
		})
	})
	if err != nil || file.WorkBook == nil {
		return nil, damaged
	}
	b := &book{file: file}
	if b.parts, err = sheetParts(file); err != nil || twice(file.GetSheetList()) {
		return nil, damaged
	}
	if texts, ok := file.Pkg.Load("xl/sharedStrings.xml"); ok {
		// excelize makes a tree of all texts, and 256 MiB of <si/> would take many times that.
		const maxTags = 20_000_000
		if text, ok := texts.([]byte); ok && bytes.Count(text, []byte{'<'}) > maxTags {
			return nil, trouble("the workbook has too many texts", bombRemedy)
		}
	}
	return b, nil
}

// twice reports whether two sheets have one name, whatever its case: excelize would take either.
func twice(names []string) bool {
	seen := map[string]bool{}
	for _, n := range names {
		n = strings.ToLower(strings.ToUpper(n))
		if seen[n] {
			return true
		}
		seen[n] = true
	}
	return false
}

// guarded turns a panic of excelize over a hostile workbook into an error.
func guarded[T any](do func() (T, error)) (out T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return do()
}

func (b *book) from1904() bool {
	props, err := guarded(b.file.GetWorkbookProps)
	return err == nil && props.Date1904 != nil && *props.Date1904
}

// hidden returns 1 for a sheet that is hidden (ECMA-376 part 1, 18.18.68), else 0.
func (b *book) hidden(sheet string) int {
	for _, s := range b.file.WorkBook.Sheets.Sheet {
		if s.Name == sheet && s.State != "" && s.State != "visible" {
			return 1
		}
	}
	return 0
}

// choose returns the sheet with a name, or without one the first that has what is required, and its header. Hidden ones come
// last: nobody who keeps the workbook sees that they are old.
func (b *book) choose(s *search, name string) (sheet string, h header, rows reader, err error) {
	sheets := b.file.GetSheetList()
	if name != "" {
		i := slices.IndexFunc(sheets, func(s string) bool { return strings.EqualFold(s, strings.TrimSpace(name)) })
		if i < 0 {
			return "", h, nil, trouble(fmt.Sprintf("there is no sheet %s%s; the sheets are %s", list([]string{name}),
				fold.Suggest(name, sheets), list(sheets)), "correct `sheet:` in the configuration")
		}
		sheets = sheets[i : i+1]
	}
	slices.SortStableFunc(sheets, func(x, y string) int { return cmp.Compare(b.hidden(x), b.hidden(y)) })
	var best header
	var damaged string
	var first error // of the sheet damaged
	for _, candidate := range sheets {
		h, ok, rows, err := b.search(s, candidate)
		if ok {
			return candidate, h, rows, nil
		}
		if err != nil && first == nil {
			damaged, first = candidate, err
		}
		if h.cells != nil && (best.cells == nil || h.better(&best)) {
			sheet, best = candidate, h
		}
	}
	if first != nil && len(sheets) == 1 || best.cells == nil && first != nil {
		return damaged, best, nil, first
	}
	p := s.absent(&best)
	if len(sheets) > 1 {
		p.text = fmt.Sprintf("none of the sheets %s has the table; in this one %s", list(sheets), p.text)
	}
	return sheet, best, nil, p
}

// search looks for the header of one sheet.
func (b *book) search(s *search, sheet string) (h header, ok bool, rows reader, err error) {
	r, err := b.open(sheet)
	if err != nil {
		return h, false, nil, err
	}
	if h, ok, err = s.find(r); ok {
		r.header, r.width = h.number, len(h.cells)
	}
	return h, ok, r, err
}
