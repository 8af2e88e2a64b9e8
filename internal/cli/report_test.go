package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func TestAWorkbookOfAStoredRunHoldsWhatThatRunReadWhereverItIsMade(t *testing.T) {
	o := newOffice(t, "")
	o.replace("reconcile.yaml", "timezone: UTC", "timezone: Asia/Tokyo")
	o.now = time.Date(2026, time.March, 1, 17, 30, 0, 0, time.UTC) // in Tokyo it is 2 March
	o.run(nil)
	f := &ReportFlags{
		Store: filepath.Join(o.dir, "acme.db"), Output: Output{Format: "xlsx", Path: filepath.Join(o.dir, "night.xlsx")},
	}
	local := time.Local
	time.Local = time.UTC
	t.Cleanup(func() { time.Local = local })
	if err := o.app().ShowRun(t.Context(), f, ""); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenFile(f.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("By app")
	if err != nil || !strings.Contains(fmt.Sprint(rows), "Ana Ruiz") {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestWhoGotAnotherIDStillHasWhatTheLastReadSaw(t *testing.T) {
	o := newOffice(t, "")
	o.run(nil)
	o.now = o.now.AddDate(0, 0, 1)
	o.replace("people.csv", "e1,Ana Ruiz,ana@acme.example,active,Madrid,2020-01-01,\n",
		"e1,Ana Ruiz,,terminated,Madrid,2020-01-01,2026-02-28\nn1,Ana Ruiz,ana@acme.example,active,Madrid,2026-03-01,\n")
	o.replace("rules.yaml", "roles:", "people: [{person: n1, was: [e1]}]\nroles:")
	o.write("crm.csv", "") // can't be read
	o.write("wiki.csv", "")
	o.run(nil)
	for _, by := range []string{"n1", "e1", "ana@acme.example"} {
		f := &AccessFlags{ReportFlags: ReportFlags{Config: o.config(), Output: Output{Format: "text", Path: filepath.Join(o.dir, "access.txt")}}, Person: by, By: "app"}
		if err := o.app().ShowAccess(t.Context(), f); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(f.Path)
		if err != nil || !strings.Contains(string(text), "as ana (enabled") {
			t.Errorf("%s: %v\n%s", by, err, text)
		}
	}
}
