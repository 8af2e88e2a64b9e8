package main

import (
	"testing"

	"reconcile/internal/cli"
	"reconcile/internal/reference"
)

//go:generate go test -run ^TestTheReferenceOfCommandsIsFresh$ . -update

func TestTheReferenceOfCommandsIsFresh(t *testing.T) {
	stale, err := reference.Refresh("../../docs/commands.md", "reconcile", root(&cli.App{}), *update)
	if err != nil {
		t.Fatal(err)
	}
	if stale {
		t.Error("docs/commands.md is stale: run go generate ./cmd/reconcile")
	}
}
