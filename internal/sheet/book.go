package sheet

import (
	"fmt"
	"io"
	"sort"
	"sync"
	"time"

	"github.com/xuri/excelize/v2"
)

// Book is a workbook being written. It must be closed, since it may keep temporary files.
type Book struct {
	file   *excelize.File
	styles [lastStyle]int
	sheets []*Sheet
	// writing are the rows that are being written.
	writing sync.WaitGroup
}

// Properties are what a book says of itself.
type Properties struct {
	Title, Author string
	// Made stands for both the times of creation and change.
	Made time.Time
}

// New begins a book.
func New(p Properties) (*Book, error) {
	b := &Book{file: excelize.NewFile()}
	made := p.Made.UTC().Format(time.RFC3339)
	if p.Made.IsZero() || p.Made.Year() < 1900 || p.Made.Year() > 9999 {
		made = epoch().Format(time.RFC3339)
	}
	err := b.file.SetDocProps(&excelize.DocProperties{
		Title: text(p.Title), Creator: text(p.Author), LastModifiedBy: text(p.Author), Created: made, Modified: made,
	})
	if err == nil {
		err = b.file.SetAppProps(&excelize.AppProperties{Application: text(p.Author)})
	}
	for style := range lastStyle {
		if err == nil {
			b.styles[style], err = b.file.NewStyle(style.look())
		}
	}
	if err != nil {
		_ = b.Close() // the first error says more
		return nil, fmt.Errorf("begin a workbook: %w", err)
	}
	return b, nil
}

// Write writes the book, in which all sheets are closed.
func (b *Book) Write(w io.Writer) error {
	b.writing.Wait()
	for _, s := range b.sheets {
		if s.err == nil {
			s.keep(s.stream.Flush())
		}
		if s.err != nil {
			return s.err
		}
	}
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return newOrdered(w) })
	// the library adds these in the order of a map
	types := b.file.ContentTypes.Defaults
	sort.Slice(types, func(i, j int) bool { return types[i].Extension < types[j].Extension })
	if err := b.file.Write(io.Discard); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return nil
}

// Close removes what the book keeps.
func (b *Book) Close() error {
	b.writing.Wait()
	return b.file.Close()
}
