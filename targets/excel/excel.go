// Package excel reads the accounts of any app from its member export as a sheet of a workbook.
package excel

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
	Path option.Path `option:"path,required" help:"The workbook, .xlsx or .xlsm." example:"exports/miro.xlsx"`
	members.Reading
	Sheet string `option:"sheet" help:"The sheet of accounts; left out, the first that has their columns." example:"Members"`
}

// Target is a configured workbook.
type Target struct {
	path  string
	table table.Options
	rows  members.Options
}

// Info returns what is to be known of the target.
func Info() targets.Info {
	return targets.Info{
		Kind: "excel", Title: "Excel workbook", Summary: "Reads accounts and what they hold from a sheet of a workbook.", File: true,
	}
}

// Kind returns the registry's entry.
func Kind() targets.Kind { return targets.KindOf(Info(), New) }

// New makes a target of options. It reads no file.
func New(env targets.Env, o Options) (*Target, error) {
	t := &Target{
		path:  string(o.Path),
		table: table.Options{Format: table.Excel, Sheet: o.Sheet},
		rows:  members.Options{Reading: o.Reading, Now: env.Now},
	}
	return t, t.rows.Check()
}

// Check finds the columns of the sheet.
func (t *Target) Check(ctx context.Context) (access.Reach, error) {
	if err := ctx.Err(); err != nil {
		return access.Reach{}, err
	}
	return members.Check(t.path, t.table, t.rows)
}

// Snapshot reads the whole sheet.
func (t *Target) Snapshot(ctx context.Context) (access.Snapshot, error) {
	return members.ReadFile(ctx, t.path, t.table, t.rows)
}

var _ targets.Target = (*Target)(nil)
