package night

import (
	"context"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/config"
)

// CheckResult says of a configuration what it reaches. Nothing was changed to find out.
type CheckResult struct {
	Config string
	Rules  RulesCheck
	// Roster is nil where it was not read (--offline).
	Roster *access.RosterSummary
	// Sources and Targets are in the order of the configuration.
	Sources []string
	Targets []TargetCheck
	// Mail is the server by which reports are mailed, "" for none.
	Mail string
	// Warnings are remarks on the rules: values that fit nobody, exceptions that do not count; and on who is mailed.
	Warnings []string
}

// RulesCheck counts what the rules hold.
type RulesCheck struct {
	Roles, Exceptions, Services, Externals, Identities, Conflicts, Migrations int
}

// TargetCheck is what a target's credential or file reaches.
type TargetCheck struct {
	Name, Kind string
	Reach      access.Reach
	// Err says why the target can't be read; nil if it can.
	Err error
	// Why says why what was read is not to be relied upon in full. Humans counts the accounts of a file that may be linked to
	// a person (access.Match.Linkable), Linked those that are.
	Why            []string
	Humans, Linked int
	// Unruled: no role names it.
	Unruled bool
}

// OK reports whether everything can be read.
func (c *CheckResult) OK() bool {
	for _, t := range c.Targets {
		if t.Err != nil || len(t.Why) > 0 {
			return false
		}
	}
	return c.Roster == nil || len(c.Roster.Unsound) == 0 && c.Roster.Bad == 0 && !access.Quarantines(c.Roster.Warnings)
}

// Check makes sure that configuration, rules, roster and credentials work. Offline, only the files of the configuration
// are looked at. A *Refusal says that a run would be refused.
func Check(ctx context.Context, o Options, offline bool) (*CheckResult, error) {
	n, err := open(o)
	if err != nil {
		return nil, err
	}
	p := n.cfg.Rules
	result := &CheckResult{Config: n.cfg.Path, Rules: RulesCheck{
		Roles: len(p.Roles), Exceptions: len(p.Exceptions), Services: len(p.Known.Services), Externals: len(p.Known.Externals),
		Identities: len(p.Known.Identities), Conflicts: len(p.Conflicts), Migrations: len(p.Migrations),
	}}
	if n.cfg.Mail != nil {
		result.Mail = n.cfg.Mail.Server
	}
	for i := range n.cfg.Sources {
		result.Sources = append(result.Sources, n.cfg.Sources[i].Name)
	}
	if !offline {
		if err := n.people(ctx); err != nil {
			return nil, err
		}
	}
	for i := range n.cfg.Targets {
		t := &n.cfg.Targets[i]
		check := TargetCheck{Name: t.Name, Kind: t.Kind.Info.Kind, Unruled: !p.Ruled(t.Name)}
		if !offline {
			n.checkTarget(ctx, t, &check)
		}
		result.Targets = append(result.Targets, check)
	}
	if offline {
		return result, ctx.Err()
	}
	summary := n.summary()
	result.Roster = &summary
	result.Warnings = slices.Concat(n.warnings, n.unmailed())
	return result, ctx.Err()
}

// unmailed says of reports that somebody will not get them.
func (n *night) unmailed() (warnings []string) {
	for _, f := range n.refusedRecipients() {
		warnings = append(warnings, f.Evidence.Rule+": "+f.Reason+" "+f.Action)
	}
	for i := range n.cfg.Reports {
		r := &n.cfg.Reports[i]
		owned := slices.ContainsFunc(n.cfg.Targets, func(t config.Target) bool { return n.cfg.Judge.Targets[t.Name].Owner != "" })
		if r.Owners && !owned {
			warnings = append(warnings, r.Pos.String()+": owners are mailed, and no target has an `owner:`")
		}
	}
	return warnings
}

// checkTarget asks what a target reaches. A file is read whole, which costs nothing and shows every row that can't be.
func (n *night) checkTarget(ctx context.Context, t *config.Target, check *TargetCheck) {
	target, err := n.open(t)
	if err != nil {
		check.Err = err
		return
	}
	if check.Reach, check.Err = target.Check(ctx); check.Err != nil || !t.Kind.Info.File {
		return
	}
	s, err := target.Snapshot(ctx)
	if err != nil {
		check.Err = err
		return
	}
	s.Target = t.Name
	_, check.Why = soundness(&s, t.MaxAge, n.started.In(n.cfg.Timezone))
	matches := n.index.Match(&s, nil)
	for i := range matches {
		if matches[i].Linkable(&s.Accounts[i]) {
			check.Humans++
			if matches[i].Class == access.Linked {
				check.Linked++
			}
		}
	}
}
