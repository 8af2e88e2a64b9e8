package config

import (
	"maps"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/judge"
	"reconcile/internal/option"
	"reconcile/internal/plan"
	"reconcile/internal/yaml"
	"reconcile/targets"
)

// targets reads `targets:` in the order of the file.
func (l *loader) targets() {
	n := l.doc.Targets
	l.config.Judge.Targets = map[string]judge.TargetSettings{}
	l.config.Plan.Targets = map[string]plan.TargetSettings{}
	if n == nil {
		return
	}
	if len(n.Entries()) == 0 {
		l.errs.Add(n.Pos(), "`targets` must be a mapping of names to apps, such as {github: {kind: github}}")
		return
	}
	for _, e := range n.Entries() {
		if !name.MatchString(e.Key) {
			l.errs.Add(e.Pos, "a target's name is of the letters a-z, digits, - and _, not %s", yaml.Quote(e.Key))
		}
		l.target(e)
	}
}

func (l *loader) target(e yaml.Entry) {
	n := e.Value
	common := fieldNames(option.Declare(targetKeys{}))
	var keys targetKeys
	option.Decode(n.Only(common...), nil, &keys, l.errs)
	l.globs(n, "privileged", isEntitlementGlob, "a glob of access such as team:infra or role:*")
	l.globs(n, "govern", isEntitlementGlob, "a glob of access such as team:*")
	l.globs(n, "protect", isAccountGlob, "a glob of accounts such as acme-bot or breakglass-*")
	kind, ok := l.kinds.Targets[keys.Kind]
	if !ok {
		unknownKind(n, keys.Kind, slices.Sorted(maps.Keys(l.kinds.Targets)), l.errs)
		return
	}
	options := kind.NewOptions()
	option.Decode(n, common, options, l.errs)
	l.config.Targets = append(l.config.Targets, Target{
		Pos: e.Pos, Name: e.Key, Kind: kind, Options: options, MaxAge: int(keys.MaxAge),
	})
	l.config.Judge.Targets[e.Key] = keys.judge(kind.Info)
	l.config.Plan.Targets[e.Key] = keys.plan(kind.Info)
}

func (l *loader) globs(n *yaml.Node, key string, sound func(string) bool, what string) {
	list := n.Get(key)
	if list == nil {
		return
	}
	for _, item := range list.Items() {
		if item.Kind() == yaml.Scalar && !sound(item.Text()) {
			item.Expected(what, l.errs)
		}
	}
}

func isAccountGlob(text string) bool {
	_, err := fold.CompileKeyGlob(text)
	return err == nil && strings.TrimSpace(text) != ""
}

func isEntitlementGlob(text string) bool {
	if !isAccountGlob(text) {
		return false
	}
	kind, name, found := strings.Cut(text, ":")
	return found && kind != "" && name != "" || text == access.AccountType || strings.Contains(text, "*")
}

// judge returns what the judgement is to know of the target.
func (k *targetKeys) judge(info targets.Info) judge.TargetSettings {
	title := k.Title
	if title == "" {
		title = info.Title
	}
	return judge.TargetSettings{
		Title: title, Owner: string(k.Owner), Criticality: k.criticality(), SeatCost: judge.Money(k.SeatCost), Seats: int(k.Seats),
		SuspendFreesSeat: info.SuspendFreesSeat, DormantAfter: int(k.DormantAfter), Privileged: k.Privileged, Govern: k.Govern,
	}
}

// plan returns what the plan is to know of the target.
func (k *targetKeys) plan(info targets.Info) plan.TargetSettings {
	s := plan.TargetSettings{
		Criticality: k.criticality(), First: k.First,
		Fix: plan.Fix{
			Missing: mode(k.Fix.Missing), Excess: mode(k.Fix.Excess), Orphaned: mode(k.Fix.Orphaned), Privileged: mode(k.Fix.Privileged),
		},
		RemoveAllowed: k.Remove == "allow", Protect: k.Protect, CredentialOf: k.CredentialOf,
		Limits: plan.Limits{
			Removals: int(k.Limits.Removals), RemovalShare: float64(k.Limits.RemovalShare), Leavers: int(k.Limits.Leavers),
			Additions: int(k.Limits.Additions), AdditionShare: float64(k.Limits.AdditionShare),
		},
		MinAdmins: int(k.Limits.MinAdmins), Seats: int(k.Seats),
		SuspendFreesSeat: info.SuspendFreesSeat, Lost: info.Actions[access.Remove].Lost,
	}
	// What an app behind an export could do is not known; what a connector's list of actions leaves out, it can't.
	if info.File {
		s.Place = "the export has no API"
		return s
	}
	_, suspends := info.Actions[access.Suspend]
	s.CanSuspend = access.TriOf(suspends)
	return s
}

func (k *targetKeys) criticality() access.Severity {
	switch k.Criticality {
	case "critical":
		return access.Critical
	case "high":
		return access.High
	case "low":
		return access.Low
	default:
		return access.Medium
	}
}

func mode(word string) plan.Mode {
	switch word {
	case "apply":
		return plan.Apply
	case "apply-unknown":
		return plan.ApplyUnknown
	default:
		return plan.Report
	}
}
