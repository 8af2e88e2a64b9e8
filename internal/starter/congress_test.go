package starter_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reconcile/internal/starter"
)

func TestTheCongressIsRecognisedThoughNoHRSystemNamesColumnsSo(t *testing.T) {
	dir := t.TempDir()
	r := starter.Request{Company: "Congress", Dir: dir, Roster: filepath.Join(dir, "roster.csv")}
	// their terms end in 2027
	r.Now = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)
	for _, name := range []string{"roster", "committees-2024-12", "social-2024-12"} {
		text, err := os.ReadFile(filepath.Join("../../examples/congress", name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name+".csv")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if app, _, export := strings.Cut(name, "-"); export {
			r.Exports = append(r.Exports, starter.Export{Name: app, Path: path})
		}
	}
	p, err := starter.Propose(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := starter.Write(dir, p.Files, false); err != nil {
		t.Fatal(err)
	}
	c := sound(t, dir)
	has(t, string(p.Files[0].Data), "company: Congress\n", "columns: {end: Term end, id: Bioguide, start: Term start}\n",
		"levels: {committee: []}  # write them in their order from low to high, among them chair, ranking member, vice chair")
	has(t, string(p.Files[1].Data), "committees: [account]")
	if c.Roster.People != 537 || c.Targets[0].Linked != 448 || c.Targets[1].Linked != 414 {
		t.Errorf("%d people, %d and %d linked", c.Roster.People, c.Targets[0].Linked, c.Targets[1].Linked)
	}
}
