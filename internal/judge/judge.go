// Package judge compares the access that is with the access that should be: verdicts, causes, hygiene and severity. It
// is pure: the same input gives the same findings, in whatever order the targets are judged.
package judge

import (
	"fmt"
	"slices"
	"sync"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// Input is what a judgement rests on besides the reads of the targets.
type Input struct {
	// Today is the date of judgement in the company's own time zone.
	Today  access.Date
	Roster *access.Roster
	// Standings are aligned with Roster.People.
	Standings []access.Standing
	Policy    *rules.Policy
	Settings  Settings
	// Scope says who is in a pilot, nil for everybody.
	Scope *rules.Condition
	// SamePerson maps a leaver to a person who may be the same human, as indexes of Roster.People. It is asked for leavers
	// only, from several goroutines; nil is nobody.
	SamePerson func() map[int]int
	// Past is what earlier nights left, nil without a store. RulesAccepted: somebody accepts tonight's rules tonight, and what
	// they take away with them.
	Past          *access.Past
	RulesAccepted bool
}

// Read is one target as it was read.
type Read struct {
	Target string
	Status access.ReadStatus
	// Why says why the read is not complete.
	Why []string
	// Snapshot is nil for a failed or skipped read.
	Snapshot *access.Snapshot
	// Matches are aligned with the snapshot's accounts.
	Matches []access.Match
}

// usable reports whether anything of the read is judged.
func (r *Read) usable() bool {
	return r.Snapshot != nil && (r.Status == access.Complete || r.Status == access.Partial)
}

// Judge judges targets. It is read-only after New: targets may be judged concurrently.
type Judge struct {
	in   Input
	sets []*rules.Set
	// setOf gives each person's set, nil where nothing is due.
	setOf []*rules.Set
	// excepted are the exceptions by person.
	excepted map[int32][]exception
	// named finds people by id, former id and work e-mail, folded.
	named    map[string]int
	terms    terms
	inScope  map[string]bool
	warnings []string
	// memory is nil without a store.
	memory *memory
	// privileged are the globs of access that is privileged, by target.
	privileged map[string][]fold.Glob
}

// exception is an exception as it stands on the day.
type exception struct {
	entry *rules.Exception
	// holds: it is in force.
	holds bool
	// why says why it is not.
	why string
}

// New prepares a judgement: what is due to everybody.
func New(in Input) *Judge {
	j := &Judge{in: in, excepted: map[int32][]exception{}, setOf: make([]*rules.Set, len(in.Roster.People))}
	var named sync.WaitGroup
	named.Go(j.names)
	evaluator := in.Policy.NewEvaluator()
	now := make([]*rules.Set, len(in.Roster.People))
	for i := range in.Roster.People {
		now[i] = evaluator.Set(&in.Roster.People[i], in.Standings[i].Today)
		if in.Standings[i].Due {
			j.setOf[i] = now[i]
		}
	}
	j.warnings = append(j.warnings, in.Policy.Warnings...)
	j.warnings = append(j.warnings, evaluator.Unfit()...)
	j.remember(evaluator, now)
	j.sets = evaluator.Sets()
	named.Wait()
	j.exceptions()
	j.terms = newTerms(in.Policy)
	j.privileged = map[string][]fold.Glob{}
	for name, settings := range in.Settings.Targets {
		j.privileged[name] = globs(settings.Privileged)
	}
	if len(in.Settings.ScopeTargets) > 0 {
		j.inScope = map[string]bool{}
		for _, t := range in.Settings.ScopeTargets {
			j.inScope[t] = true
		}
	}
	return j
}

// Warnings are remarks on rules and exceptions that belong to no target.
func (j *Judge) Warnings() []string { return j.warnings }

// IsDue reports whether anything is due to a person in a target, by roles, migrations or exceptions.
func (j *Judge) IsDue(person int32, target string) bool {
	if s := j.setOf[person]; s != nil && len(s.In(target)) > 0 {
		return true
	}
	return slices.ContainsFunc(j.excepted[person], func(x exception) bool {
		return x.holds && slices.ContainsFunc(x.entry.Grants, func(g rules.Grant) bool { return g.Target == target })
	})
}

// Privileged reports whether an entitlement is privileged in a target: the connector or the configuration says so.
func (j *Judge) Privileged(target string, e *access.Entitlement) bool {
	return e.Privileged || matches(j.privileged[target], fold.Key(e.Base()), fold.Key(e.Key()))
}

// exceptions sorts the exceptions by person and decides which are in force. One whose approver is not active, or is the
// beneficiary, does not count.
func (j *Judge) exceptions() {
	for i := range j.in.Policy.Exceptions {
		e := &j.in.Policy.Exceptions[i]
		where := fmt.Sprintf("%s:%d: the exception for %s", e.At.File, e.At.Line, fold.Clean(e.Person))
		person := j.in.Roster.Bearer(e.Person)
		if person < 0 {
			j.warnings = append(j.warnings, where+" is for nobody on the roster")
			continue
		}
		x := exception{entry: e, holds: true}
		approver, known := j.named[nameKey(e.ApprovedBy)]
		switch {
		case j.in.Standings[person].Today.After(e.Until):
			x.holds, x.why = false, fmt.Sprintf("the exception at %s:%d ended on %s", e.At.File, e.At.Line, e.Until)
		case known && approver == person:
			x.holds, x.why = false, fmt.Sprintf("the exception at %s:%d was approved by its own beneficiary", e.At.File, e.At.Line)
			j.warnings = append(j.warnings, where+" was approved by its own beneficiary and does not count")
		case !known || !working(j.in.Standings[approver].State):
			x.holds, x.why = false, fmt.Sprintf("the approver of the exception at %s:%d is not active", e.At.File, e.At.Line)
			j.warnings = append(j.warnings, where+" does not count: its approver "+fold.Clean(e.ApprovedBy)+
				" is not active on the roster; have it approved anew")
		}
		j.excepted[int32(person)] = append(j.excepted[int32(person)], x)
	}
}

// names indexes the people by all that a policy file may call them. An address goes to whoever has not left.
func (j *Judge) names() {
	j.named = make(map[string]int, 2*len(j.in.Roster.People))
	for i := range j.in.Roster.People {
		p := &j.in.Roster.People[i]
		if mail, ok := fold.Email(p.Email); ok {
			if old, taken := j.named[mail]; !taken || j.in.Standings[old].State == access.Left {
				j.named[mail] = i
			}
		}
		for _, id := range p.FormerIDs {
			j.named[fold.Key(id)] = i
		}
	}
	for i := range j.in.Roster.People {
		j.named[fold.Key(j.in.Roster.People[i].ID)] = i
	}
}

func nameKey(text string) string {
	if mail, ok := fold.Email(text); ok {
		return mail
	}
	return fold.Key(text)
}

// answers reports whether somebody who has not left answers to that id or e-mail. Of a quarantined person nothing is
// concluded.
func (j *Judge) answers(text string) bool {
	i, known := j.named[nameKey(text)]
	return known && j.in.Standings[i].State != access.Left
}

// working reports whether somebody in that state can answer for something.
func working(s access.State) bool { return s == access.Active || s == access.Away }

// scoped reports whether a finding is within the pilot.
func (j *Judge) scoped(target string, person int32) bool {
	if j.inScope != nil && target != "" && !j.inScope[target] {
		return false
	}
	return j.in.Scope == nil || person >= 0 && j.in.Scope.Fits(&j.in.Roster.People[person])
}
