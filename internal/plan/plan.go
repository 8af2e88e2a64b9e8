// Package plan turns findings into what would be done about them, and lets the guards refuse. A plan is data; the same
// findings give the same plan in whatever order they come.
package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"reconcile/internal/access"
)

// Input is everything a plan rests on.
type Input struct {
	Findings []access.Finding
	Targets  []access.TargetResult
	Settings Settings
	// RosterUnsound says why nothing may be removed on the strength of the roster.
	RosterUnsound []string
	Known         *access.Known
	// Past is what earlier nights left, nil without a store. Today is the date of judgement, Now the time of the run.
	Past  *access.Past
	Today access.Date
	Now   time.Time
	// Rules is the hash of tonight's rules, as short as --accept-rules takes it.
	Rules string
	// Allow raises the removal limit of a target, for this once.
	Allow map[string]int
}

// Make plans the actions for the findings, in the order in which they would be done, each with every guard that refuses
// it.
func Make(in Input) access.Plan {
	p := &planner{Input: in, targets: map[string]*access.TargetResult{}, settings: map[string]*TargetSettings{}}
	for i := range in.Targets {
		name := in.Targets[i].Name
		settings := in.Settings.Targets[name]
		p.targets[name], p.settings[name] = &in.Targets[i], &settings
	}
	for i := range in.Findings {
		if d := p.draft(&in.Findings[i]); d != nil {
			p.drafts = append(p.drafts, d)
		}
	}
	p.order()
	p.guard()
	plan := access.Plan{Actions: make([]access.Action, len(p.drafts))}
	for i := range p.drafts {
		plan.Actions[i] = p.drafts[i].Action
	}
	plan.Hash = Hash(plan.Actions)
	return plan
}

// planner is a plan in the making.
type planner struct {
	Input
	// targets and settings are by target name.
	targets  map[string]*access.TargetResult
	settings map[string]*TargetSettings
	drafts   []*draft
}

// Hash is the SHA-256 of the actions' JSON, one a line, in hexadecimal.
func Hash(actions []access.Action) string {
	h := sha256.New()
	lines := json.NewEncoder(h)
	for i := range actions {
		if err := lines.Encode(&actions[i]); err != nil {
			return ""
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}
