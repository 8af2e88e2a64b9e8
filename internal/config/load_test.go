package config

import (
	"errors"
	"io/fs"
	"net/mail"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/config/internal/fake"
	"reconcile/internal/judge"
	"reconcile/internal/plan"
	"reconcile/internal/yaml"
)

func kinds() Kinds { return Kinds{Sources: fake.Sources(), Targets: fake.Targets()} }

// folder is a file system in memory; its files stand in /conf.
type folder map[string]string

func (f folder) disk() disk {
	return disk{
		read: func(path string) ([]byte, error) {
			text, ok := f[strings.TrimPrefix(path, "/conf/")]
			if !ok {
				return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
			}
			return []byte(text), nil
		},
		glob: func(pattern string) (found []string, err error) {
			for name := range f {
				ok, err := filepath.Match(pattern, "/conf/"+name)
				if err != nil {
					return nil, err
				}
				if ok {
					found = append(found, "/conf/"+name)
				}
			}
			return found, nil
		},
	}
}

func loadText(text string, more folder) (*Config, error) {
	files := folder{"reconcile.yaml": text}
	for name, data := range more {
		files[name] = data
	}
	return load(files.disk(), "/conf/reconcile.yaml", kinds())
}

// small is the least that is needed.
const small = `source: {kind: excel, path: roster.xlsx}
targets:
  trello: {kind: csv, path: trello.csv}
`

func TestAFewLinesAreEnough(t *testing.T) {
	c, err := loadText(small, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 1 || c.Sources[0].Name != "excel" || c.Sources[0].MaxAge != 3 || c.Sources[0].CurrentOnly {
		t.Errorf("sources: %+v", c.Sources)
	}
	if got := c.Sources[0].Options.(*fake.ExcelOptions).Path; got != "/conf/roster.xlsx" {
		t.Errorf("the roster is %s", got)
	}
	if len(c.Targets) != 1 || c.Targets[0].Name != "trello" || c.Targets[0].MaxAge != 35 {
		t.Errorf("targets: %+v", c.Targets)
	}
	if c.Rules == nil || len(c.Rules.Roles) != 0 || c.Mail != nil || c.Scope != nil || c.Timezone != time.Local || c.Store != "" || c.Retain != 0 {
		t.Errorf("%+v", c)
	}
	wantJudge := judge.Settings{
		Standing: access.StandingPolicy{JoinerLead: 1},
		Targets:  map[string]judge.TargetSettings{"trello": {Title: "CSV", Criticality: access.Medium}},
	}
	if diff := cmp.Diff(wantJudge, c.Judge); diff != "" {
		t.Error(diff)
	}
	wantPlan := plan.Settings{
		Run: plan.DefaultRunLimits(), ConfirmAfter: 1,
		Targets: map[string]plan.TargetSettings{"trello": {
			Criticality: access.Medium, Limits: plan.DefaultTargetLimits(), MinAdmins: plan.DefaultMinAdmins,
			Place: "the export has no API",
		}},
	}
	if diff := cmp.Diff(wantPlan, c.Plan); diff != "" {
		t.Error(diff)
	}
	if c.Plan.ConfirmAfter != 1 || c.Judge.MoverGrace != 0 {
		t.Errorf("confirm_after %d, mover_grace %d", c.Plan.ConfirmAfter, c.Judge.MoverGrace)
	}
}

func TestEveryKeyReachesItsSetting(t *testing.T) {
	c, err := Load("testdata/full/reconcile.yaml", kinds())
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.Abs("testdata/full")
	if err != nil {
		t.Fatal(err)
	}
	if c.Dir != dir || c.Company != "Globex Software" || c.Timezone.String() != "Europe/Madrid" || c.Store != "globex.db" || c.Retain != 24 {
		t.Errorf("%+v", c)
	}
	if len(c.Zones) != 2 || c.Zones["lima"].String() != "America/Lima" {
		t.Errorf("zones: %v", c.Zones)
	}
	var sourcesGot []string
	for _, s := range c.Sources {
		sourcesGot = append(sourcesGot, s.Name+" "+s.Prefix)
	}
	if diff := cmp.Diff([]string{"excel ", "excel-2 ", "agency T-"}, sourcesGot); diff != "" {
		t.Error(diff)
	}
	first := c.Sources[0]
	if !first.CurrentOnly || first.MaxAge != 5 || first.Exported.String() != "2026-11-20" || first.Pos.Line != 9 ||
		first.Options.(*fake.ExcelOptions).Columns["accounts.github"] != "GitHub login" {
		t.Errorf("%+v", first)
	}
	var names []string
	for _, target := range c.Targets {
		names = append(names, target.Name)
	}
	if diff := cmp.Diff([]string{"github", "second-github", "trello"}, names); diff != "" {
		t.Error(diff)
	}
	if got := c.Targets[0].Options.(*fake.GitHubOptions); got.Organization != "globex" || got.Token.String() != "cred:github" {
		t.Errorf("%+v", got)
	}
	wantJudge := judge.Settings{
		Standing: access.StandingPolicy{JoinerLead: 2, LeaverGrace: 3}, MoverGrace: 14,
		SuspendOnLeave: true,
		ScopeTargets:   []string{"github", "trello"},
		Targets: map[string]judge.TargetSettings{
			"github": {
				Title: "GitHub (main)", Owner: "cto@globex.example", Criticality: access.Critical,
				SeatCost: judge.Money{Cents: 2100, Currency: "USD"}, Seats: 60, SuspendFreesSeat: access.No, DormantAfter: 60,
				Privileged: []string{"team:infra", "role:*"}, Govern: []string{"team:*"},
			},
			"second-github": {Title: "GitHub", Criticality: access.Medium, SuspendFreesSeat: access.No},
			"trello":        {Title: "CSV", Criticality: access.Medium, SeatCost: judge.Money{Cents: 1004, Currency: "EUR"}},
		},
	}
	if diff := cmp.Diff(wantJudge, c.Judge); diff != "" {
		t.Error(diff)
	}
	limits := plan.DefaultTargetLimits()
	limits.Removals = 1
	wantPlan := plan.Settings{
		Run:      plan.Limits{Removals: 40, RemovalShare: 0.25, Additions: 50},
		DateOnly: true, ConfirmAfter: 2,
		Targets: map[string]plan.TargetSettings{
			"github": {
				Criticality: access.Critical, First: true,
				Fix:           plan.Fix{Missing: plan.Apply, Orphaned: plan.ApplyUnknown, Privileged: plan.Apply},
				RemoveAllowed: true, Protect: []string{"globex-bot", "breakglass-*"}, CredentialOf: "e1001",
				Limits:    plan.Limits{Removals: 7, RemovalShare: 0.125, Leavers: 8, Additions: 9, AdditionShare: 0.2},
				MinAdmins: 3, Seats: 60, CanSuspend: access.No, SuspendFreesSeat: access.No, Lost: "forks of private repositories",
			},
			"second-github": {
				Criticality: access.Medium, Limits: plan.DefaultTargetLimits(), MinAdmins: 2, CanSuspend: access.No, SuspendFreesSeat: access.No,
				Lost: "forks of private repositories",
			},
			"trello": {Criticality: access.Medium, Limits: limits, MinAdmins: 2, Place: "the export has no API"},
		},
	}
	if diff := cmp.Diff(wantPlan, c.Plan); diff != "" {
		t.Error(diff)
	}
	if c.Scope == nil || c.Plan.ConfirmAfter != 2 || c.Judge.MoverGrace != 14 || len(c.Schedule) != 1 {
		t.Errorf("%+v", c)
	}
	if c.Textfile != "/var/lib/node_exporter/globex.prom" || c.Ping.String() != "cred:ping" {
		t.Errorf("figures go to %q, the ping to %s", c.Textfile, c.Ping)
	}
	if diff := cmp.Diff([][]string{{"globex.example", "globex.io"}}, c.DomainAliases); diff != "" {
		t.Error(diff)
	}
	if m := c.Mail; m.Server != "smtp.globex.example:587" || m.Security != TLS || m.Password.String() != "cred:smtp" ||
		m.From != (mail.Address{Name: "Access audit", Address: "audit@globex.example"}) || len(m.Allow) != 1 {
		t.Errorf("%+v", m)
	}
	if m := c.Mail; m.Auth != "login" || m.CA != filepath.Join(dir, "ca.pem") || m.DKIM == nil || m.DKIM.Selector != "audit" ||
		m.DKIM.Key.String() != "cred:dkim" {
		t.Errorf("%+v", m)
	}
	for i := range c.Reports {
		c.Reports[i].Pos = yaml.Pos{}
	}
	wantReports := []Report{
		{To: []string{"it@globex.example"}, Owners: true, When: "findings", Name: "night", Attach: []string{"xlsx"}},
		{To: []string{"cto@globex.example"}, When: "monthly", Name: "compliance", Confidential: true},
		{Owners: true, When: "weekly", Name: "night"},
	}
	if diff := cmp.Diff(wantReports, c.Reports); diff != "" {
		t.Error(diff)
	}
	if len(c.Rules.Roles) != 3 || len(c.Rules.Known.Services) != 1 {
		t.Errorf("%d roles, %d service accounts", len(c.Rules.Roles), len(c.Rules.Known.Services))
	}
}

func TestRulesFilesAreReadOnceEachInTheOrderOfTheirNames(t *testing.T) {
	role := func(name string) string { return "roles: [{name: " + name + ", grants: {trello: [account]}}]" }
	files := folder{"rules/b.yaml": role("b"), "rules/a.yaml": role("a"), "more.yaml": role("c")}
	c, err := loadText(small+"rules: [rules/*.yaml, more.yaml, rules/a.yaml, /conf/rules/b.yaml]", files)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range c.Rules.Roles {
		names = append(names, r.At.File)
	}
	if diff := cmp.Diff([]string{"more.yaml", "rules/a.yaml", "rules/b.yaml"}, names); diff != "" {
		t.Error(diff)
	}
}

func TestTheHashOfTheRulesFollowsNamesAndBytes(t *testing.T) {
	role := "roles: [{name: a, grants: {trello: [account]}}]"
	hash := func(files folder) string {
		c, err := loadText(small+"rules: [rules/*.yaml]", files)
		if err != nil {
			t.Fatal(err)
		}
		return c.RulesHash
	}
	one := hash(folder{"rules/a.yaml": role})
	if one != hash(folder{"rules/a.yaml": role}) {
		t.Error("the hash differs though the rules don't")
	}
	if one == hash(folder{"rules/b.yaml": role}) || one == hash(folder{"rules/a.yaml": role + "\n"}) {
		t.Error("the hash is the same though the rules differ")
	}
}

func TestErrorsOfAllFilesComeAtOnce(t *testing.T) {
	_, err := loadText(small+"rules: [rules/*.yaml]\ncompani: Acme\n", folder{
		"rules/a.yaml": "rolls: []", "rules/b.yaml": "roles: [{name: a, grants: {slack: [account]}}]",
	})
	var list *yaml.Errors
	if !errors.As(err, &list) {
		t.Fatalf("got %v", err)
	}
	var files []string
	for _, p := range list.List() {
		files = append(files, p.Pos.String())
	}
	if diff := cmp.Diff([]string{"/conf/reconcile.yaml:5:1", "rules/a.yaml:1:1", "rules/b.yaml:1:28"}, files); diff != "" {
		t.Errorf("%s\n%v", diff, err)
	}
}
