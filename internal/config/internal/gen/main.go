// Command gen writes the files in docs that follow from the configuration's tags.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"reconcile/internal/config"
	"reconcile/internal/config/schema"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

//go:generate go run . ../../../../docs

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: gen FOLDER")
	}
	files, err := generate()
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(args[0], name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// generate returns the files by name.
func generate() (map[string][]byte, error) {
	kinds := kinds()
	file, err := schema.Config(kinds)
	if err != nil {
		return nil, fmt.Errorf("generate schema of the configuration: %w", err)
	}
	rules, err := schema.Rules()
	if err != nil {
		return nil, fmt.Errorf("generate schema of the rules: %w", err)
	}
	return map[string][]byte{
		"reconcile.schema.json": file,
		"rules.schema.json":     rules,
		"configuration.md":      schema.Reference(kinds),
		"connectors/README.md":  schema.Matrix(kinds),
	}, nil
}

// kinds returns what can be configured.
func kinds() config.Kinds { return config.KindsOf(sources.All(), targets.All()) }
