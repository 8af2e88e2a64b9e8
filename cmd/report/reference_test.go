package main

import (
	"bytes"
	"os"
	"testing"

	"reconcile/internal/cli"
	"reconcile/internal/reference"
)

//go:generate go test -run ^TestTheReferenceOfCommandsIsFresh$ . -update

func TestTheReferenceOfCommandsIsFresh(t *testing.T) {
	const page = "../../docs/commands.md"
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want, err := reference.Splice(got, "report", reference.Section(root(&cli.App{})))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(page, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/commands.md is stale: run go generate ./cmd/report")
	}
}
