// Package csv reads the roster from a CSV file: the export of an HR system, or a list kept by hand.
package csv

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
	Path option.Path `option:"path,required" help:"The CSV file of people." example:"exports/people.csv"`
	roster.Reading
	Delimiter string `option:"delimiter" help:"What stands between the cells, where it is not found out." example:";"`
	Encoding  string `option:"encoding" help:"The file's encoding, where it is not found out." enum:"utf-8,utf-16le,utf-16be,windows-1252"`
}

// Source is a configured CSV file.
type Source struct {
	path  string
	table table.Options
	rows  roster.Options
}

// Info returns what is to be known of the source.
func Info() sources.Info {
	return sources.Info{Kind: "csv", Title: "CSV file", Summary: "Reads people from a CSV file with a row for each.", File: true}
}

// Kind returns the registry's entry.
func Kind() sources.Kind { return sources.KindOf(Info(), New) }

// New makes a source of options. It reads no file.
func New(env sources.Env, o Options) (*Source, error) {
	delimiter, err := table.ParseDelimiter(o.Delimiter)
	if err != nil {
		return nil, err
	}
	s := &Source{
		path:  string(o.Path),
		table: table.Options{Format: table.CSV, Delimiter: delimiter, Encoding: o.Encoding},
		rows:  roster.Options{Env: env, Kind: Info().Kind, Reading: o.Reading},
	}
	return s, s.rows.Check()
}

// Roster reads everybody in the file.
func (s *Source) Roster(ctx context.Context) (access.Roster, error) {
	return roster.ReadFile(ctx, s.path, s.table, s.rows)
}

var _ sources.Source = (*Source)(nil)
