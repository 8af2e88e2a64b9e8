// Package fake has kinds of sources and targets for tests: a file and an API of each sort.
package fake

import (
	"context"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/sources"
	"reconcile/targets"
)

// ExcelOptions are those of a source that is a file.
type ExcelOptions struct {
	Path    option.Path       `option:"path,required" help:"The workbook."`
	Columns map[string]string `option:"columns" help:"Headers by field."`
}

// PeopleOptions are those of a source with an API.
type PeopleOptions struct {
	Token secret.Ref `option:"token,required" help:"The token."`
}

// GitHubOptions are those of a target with an API.
type GitHubOptions struct {
	Organization string     `option:"organization,required" help:"The organization."`
	Token        secret.Ref `option:"token,required" help:"The token."`
}

// CSVOptions are those of a target that is a file.
type CSVOptions struct {
	Path   option.Path         `option:"path,required" help:"The export."`
	Levels map[string][]string `option:"levels" help:"Levels by type."`
}

type fakeSource struct{ sources.Source }

type fakeTarget struct{}

func (fakeTarget) Check(context.Context) (access.Reach, error)       { return access.Reach{}, nil }
func (fakeTarget) Snapshot(context.Context) (access.Snapshot, error) { return access.Snapshot{}, nil }

// Sources returns the kinds of sources.
func Sources() map[string]sources.Kind {
	file := func(sources.Env, ExcelOptions) (fakeSource, error) { return fakeSource{}, nil }
	api := func(sources.Env, PeopleOptions) (fakeSource, error) { return fakeSource{}, nil }
	return map[string]sources.Kind{
		"excel":     sources.KindOf(sources.Info{Kind: "excel", Title: "Excel", File: true}, file),
		"peopleapi": sources.KindOf(sources.Info{Kind: "peopleapi", Title: "People API"}, api),
	}
}

// Targets returns the kinds of targets.
func Targets() map[string]targets.Kind {
	file := func(targets.Env, CSVOptions) (fakeTarget, error) { return fakeTarget{}, nil }
	api := func(targets.Env, GitHubOptions) (fakeTarget, error) { return fakeTarget{}, nil }
	return map[string]targets.Kind{
		"csv": targets.KindOf(targets.Info{Kind: "csv", Title: "CSV", File: true}, file),
		"github": targets.KindOf(targets.Info{
			Kind: "github", Title: "GitHub", SuspendFreesSeat: access.No,
			Actions: map[access.ActionKind]targets.ActionInfo{access.Remove: {Lost: "forks of private repositories"}},
		}, api),
	}
}
