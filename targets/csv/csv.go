// Package csv reads the accounts of any app from its member export as a CSV file.
package csv

import (
	"context"

	"reconcile/internal/access"
	"reconcile/internal/members"
	"reconcile/internal/option"
	"reconcile/internal/table"
	"reconcile/targets"
)

// Options are the target's keys in the configuration.
type Options struct {
	Path option.Path `option:"path,required" help:"The CSV file of accounts." example:"exports/trello.csv"`
	members.Reading
	Delimiter string `option:"delimiter" help:"What stands between the cells, where it is not found out." example:";"`
	Encoding  string `option:"encoding" help:"The file's encoding, where it is not found out." enum:"utf-8,utf-16le,utf-16be,windows-1252"`
}

// Target is a configured CSV file.
type Target struct {
	path  string
	table table.Options
	rows  members.Options
}

// Info returns what is to be known of the target.
func Info() targets.Info {
	return targets.Info{
		Kind: "csv", Title: "CSV file", Summary: "Reads accounts and what they hold from any app's member export.", File: true,
	}
}

// Kind returns the registry's entry.
func Kind() targets.Kind { return targets.KindOf(Info(), New) }

// New makes a target of options. It reads no file.
func New(env targets.Env, o Options) (*Target, error) {
	delimiter, err := table.ParseDelimiter(o.Delimiter)
	if err != nil {
		return nil, err
	}
	t := &Target{
		path:  string(o.Path),
		table: table.Options{Format: table.CSV, Delimiter: delimiter, Encoding: o.Encoding},
		rows:  members.Options{Reading: o.Reading, Now: env.Now},
	}
	return t, t.rows.Check()
}

// Check finds the columns of the file.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	if err := ctx.Err(); err != nil {
		return access.Reach{}, err
	}
	return members.Check(t.path, t.table, t.rows)
}

// Snapshot reads the whole file.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	return members.ReadFile(ctx, t.path, t.table, t.rows)
}

var _ targets.Target = (*Target)(nil)
