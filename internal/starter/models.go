package starter

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"text/template"
	"time"

	"reconcile/internal/access"
)

// models holds a company in each folder, as templates: {{day -12}} is the date twelve days ago, {{dmy -12}} the same as
// Spaniards write it.
//
//go:embed models
var models embed.FS

// Model is a kind of company that typically comes.
type Model struct {
	// Number is what it is chosen by, from 1.
	Number int
	// Kind says which companies are meant, Company which made-up one stands for them, Planted what there is to be found, Zone
	// the time zone that the company is in.
	Kind, Company, Planted, Zone string
}

// Models returns the kinds of companies there are.
func Models() []Model {
	return []Model{
		{
			1, "software house in fintech or retail, 50 to 250 people: Atlassian, Google Workspace, Notion, Discord, Figma",
			"Norte Pay", "a leaver who administers Jira, a moderator in Discord whom nobody knows, somebody too many in production",
			"America/Montevideo",
		},
		{
			2, "app and web studio, 30 to 50 people: Slack, Jira, GitHub, Pipedrive, Google Workspace, Figma, InVision, Miro, Asana, " +
				"Notion",
			"Estudio Faro", "a freelancer whose project is over, clients as guests, seats nobody uses, InVision that was to be left",
			"Europe/Madrid",
		},
		{
			3, "outsourcing, 200 to 500 people: Slack, Jira, Trello, GitHub, GitLab, BambooHR",
			"Delta Source", "contractors whose end date passed while HR calls them active, access of a project they left, a shared login",
			"America/Lima",
		},
	}
}

// Files returns the files of a model's company, with dates around today where it is; the configuration comes first.
func (m *Model) Files(now time.Time) ([]File, error) {
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		return nil, fmt.Errorf("find the time zone of model %d: %w", m.Number, err)
	}
	today := access.DayOf(now.In(zone))
	dates := template.FuncMap{
		"day": func(n int) string { return today.Plus(n).String() },
		"dmy": func(n int) string { return today.Plus(n).Time().Format("02/01/2006") },
	}
	root := fmt.Sprintf("models/%d", m.Number)
	var first, files []File
	err = fs.WalkDir(models, root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(models, path)
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
		f := File{strings.TrimPrefix(path, root+"/"), filled.Bytes()}
		if f.Name == Config {
			first = append(first, f)
		} else {
			files = append(files, f)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("make the company of model %d: %w", m.Number, err)
	}
	return append(first, files...), nil
}
