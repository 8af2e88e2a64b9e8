// Package demo holds a made-up company of 60 people and 8 apps, with everything in it that an audit can find. It is
// plain files, as any company would have them; the dates in them are counted from today.
package demo

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/template"

	"reconcile/internal/access"
)

// Config is the name of the company's configuration, Page and Workbook those of its reports.
const (
	Config   = "reconcile.yaml"
	Page     = "report.html"
	Workbook = "report.xlsx"
)

// company holds the files as templates: {{day -12}} is the date twelve days ago, {{dmy -12}} the same as Spaniards
// write it.
//
//go:embed company
var company embed.FS

// Write writes the company's files, dated around today, into a folder: the roster, the exports, the rules, and the
// configuration that names them all, for their owner's eyes alone. What an earlier demo wrote is written anew, and whatever
// else is in the folder stays. Where a file, or one of the reports, is not as a demo wrote it, nothing is written: ErrThere
// names them all, unless force says that nobody needs them.
func Write(dir string, today access.Date, force bool) error {
	files, err := render(today)
	if err != nil {
		return err
	}
	return told(dir, write(dir, files, []file{{name: Page}, {name: Workbook}}, force))
}

// Report writes a report beside the company, after Write.
func Report(dir, name string, data []byte) error {
	return told(dir, write(dir, []file{{name, data}}, nil, true))
}

// told says where something can't be written, unless that is said.
func told(dir string, err error) error {
	if err == nil || errors.Is(err, ErrThere) {
		return err
	}
	return fmt.Errorf("the demo can't be written into %s: %w", dir, err)
}

// file is one of the company's, named relative to its folder.
type file struct {
	name string
	data []byte
}

// render fills in the dates.
func render(today access.Date) ([]file, error) {
	dates := template.FuncMap{
		"day": func(n int) string { return today.Plus(n).String() },
		"dmy": func(n int) string { return today.Plus(n).Time().Format("02/01/2006") },
	}
	var files []file
	err := fs.WalkDir(company, "company", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(company, path)
		if err != nil {
			return err
		}
		page, err := template.New(path).Funcs(dates).Parse(string(text))
		if err != nil {
			return err
		}
		var filled bytes.Buffer
		if err := page.Execute(&filled, nil); err != nil {
			return err
		}
		files = append(files, file{strings.TrimPrefix(path, "company/"), filled.Bytes()})
		return nil
	})
	return files, err
}
