// Package demo holds a made-up company of 60 people and 8 apps, with everything in it that an audit can find. It is
// plain files, as any company would have them; the dates in them are counted from today.
package demo

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"text/template"

	"reconcile/internal/access"
)

// Config is the name of the company's configuration.
const Config = "reconcile.yaml"

// company holds the files as templates: {{day -12}} is the date twelve days ago, {{dmy -12}} the same as Spaniards
// write it.
//
//go:embed company
var company embed.FS

// Write writes the company's files, dated around today, into a folder: the roster, the exports, the rules, and the
// configuration that names them all. The company's own files are written anew, for their owner's eyes alone; whatever
// else is in the folder stays. A folder with the files of another company is refused.
func Write(dir string, today access.Date) error {
	files, err := render(today)
	if err != nil {
		return err
	}
	if err := write(dir, files); err != nil {
		return fmt.Errorf("the demo can't be written into %s: %w", dir, err)
	}
	return nil
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
