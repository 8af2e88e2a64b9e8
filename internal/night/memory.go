package night

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/fold"
	"reconcile/internal/store"
)

// memory is the store of a night. A nil memory is that of an audit without one.
type memory struct {
	*store.Store
	unlock func() error
	// run is the run's number, 0 for a night that only looks; id is its name.
	run int64
	id  string
	// head is the newest entry of the audit log when the night began.
	head store.Head
}

// close lets the store go.
func (m *memory) close() error {
	if m == nil {
		return nil
	}
	var err error
	if m.Store != nil {
		err = m.Close()
	}
	if m.unlock != nil {
		err = errors.Join(err, m.unlock())
	}
	return err
}

// StorePath is where the store of a configuration lies, "" for none.
func StorePath(cfg *config.Config) string {
	if cfg.Store == "" || filepath.IsAbs(cfg.Store) {
		return cfg.Store
	}
	return filepath.Join(cfg.Dir, cfg.Store)
}

// date is the local date on which the run takes place, whatever it is judged for.
func (n *night) date() access.Date { return access.DayOf(n.started.In(n.cfg.Timezone)) }

// begin opens the store for a run that is to be remembered, and reads what earlier ones left.
func (n *night) begin(ctx context.Context) error {
	path := StorePath(n.cfg)
	if path == "" {
		return nil
	}
	unlock, err := n.lock(ctx, path)
	if err != nil {
		return err
	}
	n.memory = &memory{unlock: unlock}
	if n.memory.Store, err = store.Open(ctx, path, store.Options{Now: n.Now, OnCommit: n.OnCommit}); err == nil {
		err = n.start(ctx)
	}
	if err != nil {
		err = errors.Join(err, n.memory.close())
		n.memory = nil
	}
	return err
}

// lock takes the lock of the store, waiting for another run to end if that is wanted.
func (n *night) lock(ctx context.Context, path string) (func() error, error) {
	const step = time.Second
	for waited := time.Duration(0); ; waited += step {
		unlock, err := store.Lock(path, n.started)
		if !errors.Is(err, store.ErrLocked) {
			return unlock, err
		}
		if waited >= n.Wait {
			return nil, fmt.Errorf("%w, or let --wait do that", err)
		}
		n.Progress(Event{Stage: "wait"})
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(step):
		}
	}
}

// start begins the run in the store.
func (n *night) start(ctx context.Context) error {
	if err := n.recall(ctx); err != nil {
		return err
	}
	if n.AsOf == 0 && n.today < n.past.LastDay {
		n.warnings = append(n.warnings, fmt.Sprintf("the clock says %s, and the last run was as of %s: this one is a rehearsal",
			n.today, n.past.LastDay))
	}
	undelivered, err := n.memory.Undelivered(ctx)
	if err != nil {
		return err
	}
	for _, m := range undelivered {
		n.warnings = append(n.warnings, fmt.Sprintf("the mail %q to %s was given up: %s", fold.Clean(m.Subject), m.Recipient, m.Error))
	}
	n.memory.run, n.memory.id, err = n.memory.Begin(ctx, store.RunStart{
		ID: n.started.UTC().Format(runName), AsOf: n.today, Day: n.date(), InLine: n.inLine(), Limited: n.limited(),
		Mode: modeDryRun, Started: n.started, RulesHash: n.cfg.RulesHash, ConfigHash: n.cfg.Hash, Version: n.Version,
	})
	if err != nil {
		return err
	}
	return n.accept(ctx)
}

// look opens the store, if there is one, to read what earlier runs left. Nothing is written.
func (n *night) look(ctx context.Context) error {
	path := StorePath(n.cfg)
	if path == "" {
		return nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil // nothing is remembered yet
	}
	s, err := store.OpenReadOnly(ctx, path, store.Options{Now: n.Now})
	if err != nil {
		return err
	}
	n.memory = &memory{Store: s}
	return n.recall(ctx)
}

// recall reads what earlier runs left.
func (n *night) recall(ctx context.Context) error {
	var err error
	if n.memory.head, err = n.memory.Head(ctx); err != nil {
		return err
	}
	n.past, err = n.memory.Past(ctx, n.date(), n.cfg.Judge.MoverGrace)
	return err
}

// limited reports whether the run is no whole night.
func (n *night) limited() bool { return n.Person != "" || len(n.Targets) > 0 }

// runName is the layout of a run's name: when it started, in UTC.
const runName = "20060102T150405Z"

// id names the run.
func (n *night) id() string {
	if n.memory != nil && n.memory.id != "" {
		return n.memory.id
	}
	return n.started.UTC().Format(runName)
}

// links reads whose the accounts of a target were in its last good read; nil where all of them are tonight whose they were
// then, so that the past has nothing to say.
func (n *night) links(ctx context.Context, r *read) ([]access.PastLink, error) {
	if n.memory == nil {
		return nil, nil
	}
	if n.other == nil && !n.keep {
		same, err := n.memory.SameLinks(ctx, r.kept, n.date())
		if err != nil || same {
			return nil, err
		}
	}
	return n.memory.Links(ctx, r.judge.Target, n.date())
}

// rememberRead leaves a target's read to later nights.
func (n *night) rememberRead(ctx context.Context, r *read) error {
	if n.memory == nil || n.memory.run == 0 || r.judge.Status == access.SkippedRun {
		return nil
	}
	if r.kept == nil {
		r.kept = n.linked(r)
	}
	switch { // what only rules govern that nobody accepted would be excess under the accepted ones as well, from tomorrow on
	case n.other != nil:
		r.kept.Governed = r.other.part.Governed
	case n.unjudged == "":
		r.kept.Governed = r.part.Governed
	}
	if s := r.judge.Snapshot; s != nil {
		for i := range s.Entitlements {
			e := &s.Entitlements[i]
			e.Privileged = n.judge.Privileged(r.judge.Target, e) // as the configuration sees it, for who asks later
		}
	}
	_, err := n.memory.RecordTarget(ctx, n.memory.run, *r.kept)
	return err
}

// linked is a read as the store keeps it, with whose its accounts are.
func (n *night) linked(r *read) *store.TargetRead {
	kept := &store.TargetRead{
		Target: r.judge.Target, Status: r.judge.Status, Good: n.Person == "" && len(n.unsoundFile) == 0, Why: r.judge.Why,
		Snapshot: r.judge.Snapshot,
	}
	if n.memory == nil || r.judge.Snapshot == nil {
		return kept
	}
	k := len(r.judge.Matches)
	kept.People, kept.Primary, kept.Matched = make([]string, k), make([]bool, k), make([]string, k)
	for i := range r.judge.Matches {
		if m := &r.judge.Matches[i]; m.Class == access.Linked {
			kept.People[i], kept.Primary[i], kept.Matched[i] = n.roster.People[m.Person].ID, m.Role == access.Primary, m.By.String()
		}
	}
	return kept
}
