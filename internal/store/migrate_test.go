package store_test

import (
	"compress/gzip"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fixtures makes the newest version's fixture: once, when a migration was added. Those of earlier versions are never made
// again.
var fixtures = flag.Bool("fixture", false, "write the store of two nights to testdata, packed")

func TestAStoreOfAnyEarlierVersionIsBroughtUpWithAllItHolds(t *testing.T) {
	fresh := open(t)
	for n := range 2 {
		if err := whole(t.Context(), fresh.Store, n); err != nil {
			t.Fatal(err)
		}
	}
	want := fresh.state()
	if *fixtures {
		if err := fresh.Close(); err != nil {
			t.Fatal(err)
		}
		writeFixture(t, fresh.path, "testdata/v4.db.gz")
	}
	names, err := filepath.Glob("testdata/v*.db.gz")
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no fixtures: %v", err)
	}
	for _, name := range names {
		path := filepath.Join(t.TempDir(), "s.db")
		readFixture(t, name, path)
		if diff := cmp.Diff(want, reopen(t, path).state()); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
	}
}

func writeFixture(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	w := gzip.NewWriter(file)
	for _, step := range []func() error{func() error { _, err := w.Write(text); return err }, w.Close, file.Close} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

func readFixture(t *testing.T, from, to string) {
	t.Helper()
	file, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
