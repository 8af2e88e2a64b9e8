package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestTheGeneratedFilesAreFresh(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("../../../../docs", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("docs/%s is stale: run go generate ./internal/config/... (%v)", name, err)
		}
	}
}
