// Package night is the night from top to bottom: configuration, roster, reads, correlation, judgement, plan and the
// document of the run. The same code serves a dry run, an explanation and the demo.
package night

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/fold"
	"reconcile/internal/plan"
	"reconcile/rules"
)

// Options say what to run.
type Options struct {
	// ConfigPath is the configuration file.
	ConfigPath string
	// AsOf is the date of judgement; no date means today, in each person's time zone.
	AsOf access.Date
	// Targets limits the run to these; empty means all. Person limits findings and plan to one person, by id, work e-mail
	// or name.
	Targets []string
	Person  string
	// Allow raises a target's removal limit, once.
	Allow map[string]int
	// AcceptShrink are targets whose shrinking is right, AcceptRoster and AcceptRules the hashes of a roster and of rules that
	// are accepted as they are.
	AcceptShrink              []string
	AcceptRoster, AcceptRules string
	// By names who accepts, for the audit log.
	By string
	// Wait is for how long to wait for another run to end; 0 refuses at once.
	Wait time.Duration
	// Version is the program's.
	Version string
	// Now is the clock; Log takes what an operator may want to know; Progress is told how far the run is. The latter two
	// may be nil.
	Now      func() time.Time
	Log      *slog.Logger
	Progress func(Event)
	// Kinds are the sources and targets there are.
	Kinds config.Kinds
	// OnCommit is called right before and right after every commit to the store, where tests cut the power, by several
	// goroutines at once; nil for none.
	OnCommit func()
}

// Event says how far a run is.
type Event struct {
	// Stage is roster, read or plan.
	Stage string
	// Target is the one just finished, "" for none.
	Target string
	// Done of Total are finished.
	Done, Total int
}

// Refusal is a fault of the configuration, the rules or the roster, for which there is no run.
type Refusal struct{ Err error }

// Error says what is wrong.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap returns what is wrong.
func (r *Refusal) Unwrap() error { return r.Err }

// night is a run under way.
type night struct {
	Options
	cfg     *config.Config
	started time.Time
	roster  access.Roster
	// standings are aligned with roster.People; today is the date in the company's own zone.
	standings []access.Standing
	today     access.Date
	// opinion is the judgement by tonight's rules. other is that by accepted, the rules accepted last; both are nil where they are
	// the same, or where they can't be applied any more: then unjudged says why.
	opinion
	other    *opinion
	accepted *rules.Policy
	unjudged string
	// warnings are remarks that belong to no target.
	warnings []string
	// keep: snapshots are kept after their judgement, to be explained.
	keep bool
	// unsoundFile says why the roster's own files can't be relied upon.
	unsoundFile []string
	// memory is nil without a store, and past what it says of earlier nights.
	memory *memory
	past   *access.Past
}

// Run does a night: everything up to the plan, and nothing is changed anywhere. A *Refusal means that there was none. With a
// store the night remembers earlier ones and is remembered.
func Run(ctx context.Context, o Options) (*access.Run, error) {
	run, _, err := do(ctx, o, false)
	return run, err
}

// Take does a night and takes an inventory besides: who has what in what was read. It keeps all that was read in memory.
func Take(ctx context.Context, o Options) (*access.Run, *access.Inventory, error) {
	return do(ctx, o, true)
}

func do(ctx context.Context, o Options, keep bool) (run *access.Run, inv *access.Inventory, err error) {
	n, err := open(o)
	if err != nil {
		return nil, nil, err
	}
	if err := n.begin(ctx); err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, n.memory.close()) }()
	n.keep = keep
	reads, err := n.targets(ctx, n.prepare(ctx))
	if err != nil {
		return nil, nil, err
	}
	run = n.document(reads)
	if keep {
		inv = n.inventory(reads)
	}
	return run, inv, n.finish(ctx, run, reads)
}

// open reads the configuration and fixes the clock.
func open(o Options) (*night, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Progress == nil {
		o.Progress = func(Event) {}
	}
	cfg, err := config.Load(o.ConfigPath, o.Kinds)
	if err != nil {
		return nil, &Refusal{err}
	}
	n := &night{Options: o, cfg: cfg, started: o.Now()}
	for _, name := range slices.Concat(slices.Sorted(maps.Keys(o.Allow)), o.Targets, o.AcceptShrink) {
		if n.target(name) == nil {
			return nil, &Refusal{fmt.Errorf("%q: the configuration has no such target; there are %s", fold.Clean(name),
				strings.Join(cfg.Rules.Targets(), ", "))}
		}
	}
	n.today = n.day(nil)
	return n, n.acceptable()
}

func (n *night) target(name string) *config.Target {
	for i := range n.cfg.Targets {
		if n.cfg.Targets[i].Name == name {
			return &n.cfg.Targets[i]
		}
	}
	return nil
}

// prepared is closed over by the readers of targets: they read at once, and judge when the roster is there.
type prepared struct {
	done chan struct{}
	err  error
}

// prepare reads the roster and readies the judgement, beside the reads of the targets.
func (n *night) prepare(ctx context.Context) *prepared {
	p := &prepared{done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.err = n.people(ctx)
	}()
	return p
}

// people reads the roster, and everything that follows from it alone.
func (n *night) people(ctx context.Context) error {
	n.Progress(Event{Stage: "roster", Total: len(n.cfg.Sources)})
	if err := n.readRoster(ctx); err != nil {
		var fault *storeFault
		if errors.As(err, &fault) {
			return err
		}
		return &Refusal{err}
	}
	if n.Person != "" {
		i, err := n.findPerson(n.Person)
		if err != nil {
			return &Refusal{err}
		}
		n.Person = n.roster.People[i].ID
	}
	n.Progress(Event{Stage: "roster", Done: len(n.cfg.Sources), Total: len(n.cfg.Sources)})
	n.opinions()
	n.warnings = append(n.warnings, n.judge.Warnings()...)
	n.warnings = append(n.warnings, n.index.Problems()...)
	return nil
}

// document puts together what the run found.
func (n *night) document(reads []*read) *access.Run {
	findings := n.findings(reads)
	results := make([]access.TargetResult, len(reads))
	for i, r := range reads {
		results[i] = r.part.Result
	}
	n.Progress(Event{Stage: "plan"})
	made := plan.Make(plan.Input{
		Findings: findings, Targets: results, Settings: n.planSettings(), RosterUnsound: n.roster.Unsound,
		Known: &n.cfg.Rules.Known, Past: n.past, Today: access.DayOf(n.started.In(n.cfg.Timezone)), Now: n.started,
		Rules: short(n.cfg.RulesHash), Allow: n.Allow,
	})
	run := &access.Run{
		Schema: access.SchemaVersion, Roster: n.summary(), Targets: results, Findings: findings, Plan: made,
		Run: access.RunHead{
			ID: n.id(), Company: n.cfg.Company, Mode: modeDryRun, AsOf: n.today,
			InLine: n.inLine(), Started: n.started, RulesHash: n.cfg.RulesHash, ConfigHash: n.cfg.Hash,
			Version: n.Version, Warnings: n.warnings, Scope: n.scope(),
		},
	}
	if n.Person != "" {
		only(run, n.Person)
	}
	run.Run.Finished = n.Now()
	run.Measure()
	return run
}

// planSettings are those of the configuration, where whose a credential is is told by the id that they bear now.
func (n *night) planSettings() plan.Settings {
	s := n.cfg.Plan
	s.Targets = maps.Clone(s.Targets)
	for name, t := range s.Targets {
		if t.CredentialOf == "" {
			continue
		}
		if i := n.roster.Bearer(t.CredentialOf); i >= 0 {
			t.CredentialOf = n.roster.People[i].ID
			s.Targets[name] = t
		}
	}
	return s
}

// modeDryRun is the mode of a run that changes nothing.
const modeDryRun = "dry-run"

// client is the HTTP client of one target or source.
func client() *http.Client { return &http.Client{Timeout: time.Minute} }
