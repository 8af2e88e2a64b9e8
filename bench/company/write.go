package company

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"reconcile/internal/access"
)

// Write writes the company's files into a folder: roster.csv, exports/APP.csv, rules/, reconcile.yaml, expected.json, and
// tables/, the rules once more for a program that reads no YAML.
func (c *Company) Write(dir string) error {
	for _, sub := range []string{"exports", "rules", "tables"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
	}
	for name, content := range c.files() {
		if err := writeFile(filepath.Join(dir, filepath.FromSlash(name)), content); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

// files returns what writes each file.
func (c *Company) files() map[string]func(io.Writer) error {
	files := map[string]func(io.Writer) error{
		"roster.csv": table(rosterHeader(), len(c.People), func(i int) []string { return c.People[i].row() }),
		"expected.json": func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetIndent("", "  ")
			return e.Encode(c.Expected)
		},
		"reconcile.yaml":   text(c.config()),
		"rules/roles.yaml": text(c.rolesYAML()),
		"rules/known.yaml": text(c.knownYAML()),
	}
	for i := range c.Apps {
		accounts := c.Apps[i].Accounts
		row := func(i int) []string { return accounts[i].row() }
		files["exports/"+c.Apps[i].Name+".csv"] = table(memberHeader(), len(accounts), row)
	}
	for name, write := range c.tables() {
		files["tables/"+name+".csv"] = write
	}
	return files
}

func rosterHeader() []string {
	return strings.Split("id,name,work_email,aliases,status,type,department,team,title,location,manager,projects,start,end", ",")
}

func (p *Person) row() []string {
	return []string{
		p.ID, p.Name, p.Email, p.Former, p.Status, p.Type, p.Department, p.Team, p.Title, p.Location, p.Manager,
		strings.Join(p.Projects, ";"), date(p.Start), date(p.End),
	}
}

func memberHeader() []string {
	return strings.Split("id,login,email,name,status,kind,employee_id,created,last_active,mfa,entitlements", ",")
}

func (a *Account) row() []string {
	return []string{
		a.ID, a.Login, a.Email, a.Name, a.Status, a.Kind, a.EmployeeID, date(a.Created), date(a.LastActive), a.MFA,
		strings.Join(a.Entitlements, ";"),
	}
}

func date(d access.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// table writes a CSV file.
func table(header []string, rows int, row func(int) []string) func(io.Writer) error {
	return func(w io.Writer) error {
		out := csv.NewWriter(w)
		if err := out.Write(header); err != nil {
			return err
		}
		for i := range rows {
			if err := out.Write(row(i)); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	}
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func writeFile(path string, content func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := content(w); err != nil {
		return err
	}
	return w.Flush()
}
