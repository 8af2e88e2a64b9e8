package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reconcile/internal/store"
)

// office is a small company in a folder, whose mail server is away: what would be sent waits in its outbox.
type office struct {
	t   *testing.T
	dir string
	now time.Time
	// said is what the last command told besides its result.
	said bytes.Buffer
}

// newOffice makes one of further lines of configuration.
func newOffice(t *testing.T, more string) *office {
	o := &office{t: t, dir: t.TempDir(), now: time.Date(2026, time.March, 2, 2, 30, 0, 0, time.UTC)}
	if err := os.Chmod(o.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	o.write("reconcile.yaml", `company: Acme
timezone: UTC
store: acme.db
source: {kind: csv, path: people.csv, max_age: 36500d}
targets:
  crm: {kind: csv, path: crm.csv, max_age: 36500d}
  wiki: {kind: csv, path: wiki.csv, max_age: 36500d}
rules: [rules.yaml]
`+more)
	o.write("rules.yaml", "roles: [{name: everyone, grants: {crm: [account]}}]\n")
	o.write("people.csv", `id,name,work_email,status,location,start,end
e1,Ana Ruiz,ana@acme.example,active,Madrid,2020-01-01,
e2,Bob Lee,bob@acme.example,active,Lima,2020-01-01,
`)
	o.write("crm.csv", "id,login,email,name\nu1,ana,ana@acme.example,Ana Ruiz\n")
	o.write("wiki.csv", "id,login,email,name\nw1,ana,ana@acme.example,Ana Ruiz\n")
	return o
}

func (o *office) write(name, text string) {
	o.t.Helper()
	if err := os.WriteFile(filepath.Join(o.dir, name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

// replace changes a file.
func (o *office) replace(name, old, by string) {
	o.t.Helper()
	text, err := os.ReadFile(filepath.Join(o.dir, name))
	if err != nil {
		o.t.Fatal(err)
	}
	o.write(name, strings.ReplaceAll(string(text), old, by))
}

func (o *office) app() *App {
	o.said.Reset()
	return &App{Out: io.Discard, Err: &o.said, Now: func() time.Time { return o.now }}
}

func (o *office) config() string { return filepath.Join(o.dir, "reconcile.yaml") }

// code is that of an outcome.
func (o *office) code(err error) int {
	o.t.Helper()
	var x *outcome
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &x):
		return x.code
	}
	o.t.Fatal(err)
	return exitFailed
}

// run does a night and returns its exit code and report.
func (o *office) run(more func(*RunFlags)) (int, string) {
	o.t.Helper()
	file := filepath.Join(o.dir, "report.txt")
	f := &RunFlags{Common: Common{Config: o.config()}, Output: Output{Format: "text", Path: file}}
	if more != nil {
		more(f)
	}
	code := o.code(o.app().Run(o.t.Context(), f))
	text, err := os.ReadFile(file)
	if err != nil {
		o.t.Fatal(err)
	}
	return code, strings.Join(strings.Fields(string(text)), " ")
}

// send does what `report send` does.
func (o *office) send() int {
	o.t.Helper()
	return o.code(o.app().SendMail(o.t.Context(), &SendFlags{ReportFlags: ReportFlags{Config: o.config()}}, ""))
}

// waiting are the recipients of what is in the outbox.
func (o *office) waiting() string {
	o.t.Helper()
	s, err := store.OpenReadOnly(o.t.Context(), filepath.Join(o.dir, "acme.db"), store.Options{Now: time.Now})
	if err != nil {
		o.t.Fatal(err)
	}
	defer s.Close()
	messages, err := s.Outbox(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	var list []string
	for _, m := range messages {
		list = append(list, m.Recipient)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

// body is the newest message in the outbox to somebody.
func (o *office) body(recipient string) (body string) {
	o.t.Helper()
	s, err := store.Open(o.t.Context(), filepath.Join(o.dir, "acme.db"), store.Options{Now: time.Now})
	if err != nil {
		o.t.Fatal(err)
	}
	defer s.Close()
	messages, err := s.Outbox(o.t.Context())
	if err != nil {
		o.t.Fatal(err)
	}
	for i := range messages {
		if messages[i].Recipient != recipient {
			continue
		}
		data, err := s.Claim(o.t.Context(), messages[i].ID)
		if err != nil {
			o.t.Fatal(err)
		}
		body = string(data)
	}
	return body
}
