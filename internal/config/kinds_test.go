package config

import (
	"context"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/sources"
	"reconcile/targets"
)

type excelOptions struct {
	Path    option.Path       `option:"path,required" help:"The workbook."`
	Columns map[string]string `option:"columns" help:"Headers by field."`
}

type peopleOptions struct {
	Token secret.Ref `option:"token,required" help:"The token."`
}

type githubOptions struct {
	Organization string     `option:"organization,required" help:"The organization."`
	Token        secret.Ref `option:"token,required" help:"The token."`
}

type csvOptions struct {
	Path   option.Path         `option:"path,required" help:"The export."`
	Levels map[string][]string `option:"levels" help:"Levels by type."`
}

type fakeSource struct{ sources.Source }

type fakeTarget struct{}

func (fakeTarget) Check(context.Context) (access.Reach, error)       { return access.Reach{}, nil }
func (fakeTarget) Snapshot(context.Context) (access.Snapshot, error) { return access.Snapshot{}, nil }

// testKinds are a file and an API of each sort.
func testKinds() Kinds {
	source := func(sources.Env, excelOptions) (fakeSource, error) { return fakeSource{}, nil }
	api := func(sources.Env, peopleOptions) (fakeSource, error) { return fakeSource{}, nil }
	return Kinds{
		Sources: map[string]sources.Kind{
			"excel":     sources.KindOf(sources.Info{Kind: "excel", Title: "Excel", File: true}, source),
			"peopleapi": sources.KindOf(sources.Info{Kind: "peopleapi", Title: "People API"}, api),
		},
		Targets: map[string]targets.Kind{
			"github": targets.KindOf(targets.Info{
				Kind: "github", Title: "GitHub", SuspendFreesSeat: access.No,
				Actions: map[access.ActionKind]targets.ActionInfo{access.Remove: {Lost: "forks of private repositories"}},
			}, func(targets.Env, githubOptions) (fakeTarget, error) { return fakeTarget{}, nil }),
			"csv": targets.KindOf(targets.Info{Kind: "csv", Title: "CSV", File: true},
				func(targets.Env, csvOptions) (fakeTarget, error) { return fakeTarget{}, nil }),
		},
	}
}
