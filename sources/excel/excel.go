// Package excel reads the roster from a sheet of an Excel workbook.
package excel

import (
	"context"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/roster"
	"reconcile/internal/table"
	"reconcile/sources"
)

// Options are the source's keys in the configuration.
type Options struct {
	Path option.Path `option:"path,required" help:"The workbook, .xlsx or .xlsm." example:"roster.xlsx"`
	roster.Reading
	Sheet string `option:"sheet" help:"The sheet of people; left out, the first that has their columns." example:"Plantilla"`
}

// Source is a configured workbook.
type Source struct {
	path  string
	table table.Options
	rows  roster.Options
}

// Info returns what is to be known of the source.
func Info() sources.Info {
	return sources.Info{
		Kind: "excel", Title: "Excel workbook", Summary: "Reads people from a sheet of a workbook with a row for each.", File: true,
	}
}

// Kind returns the registry's entry.
func Kind() sources.Kind { return sources.KindOf(Info(), New) }

// New makes a source of options. It reads no file.
func New(env sources.Env, o Options) (*Source, error) {
	s := &Source{
		path:  string(o.Path),
		table: table.Options{Format: table.Excel, Sheet: o.Sheet},
		rows:  roster.Options{Env: env, Kind: Info().Kind, Reading: o.Reading},
	}
	return s, s.rows.Check()
}

// Roster reads everybody in the sheet.
func (s *Source) Roster(ctx context.Context) (access.Roster, error) {
	return roster.ReadFile(ctx, s.path, s.table, s.rows)
}

var _ sources.Source = (*Source)(nil)
