package night

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/fold"
	"reconcile/internal/judge"
	"reconcile/internal/store"
	"reconcile/targets"
)

// read is one target on its way through the night.
type read struct {
	target  *config.Target
	seconds float64
	// side is the read by tonight's rules, other by those accepted last; nil where they are the same.
	side
	other *side
	// kept is the read as the store keeps it, links are whose the accounts were in the last good read.
	kept  *store.TargetRead
	links []access.PastLink
	// remarks belong to the target and came up outside the judgement.
	remarks []string
	// err is a failure of the store.
	err error
}

// targets reads and judges every target: concurrently, exports in their order and at most one for each processor. A snapshot
// is dropped as soon as it is judged, except where a migration makes its judgement wait for another target.
func (n *night) targets(ctx context.Context, ready *prepared) ([]*read, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	reads := make([]*read, len(n.cfg.Targets))
	counter := progress{report: n.Progress, total: len(reads)}
	var wait sync.WaitGroup
	start := func(r *read, after func()) {
		wait.Go(func() {
			defer after()
			if n.one(ctx, r, ready); r.err != nil || ready.err != nil {
				cancel()
			}
			counter.step(r.target.Name)
		})
	}
	var exports []*read
	for i := range n.cfg.Targets {
		r := &read{target: &n.cfg.Targets[i]}
		if reads[i] = r; r.target.Kind.Info.File {
			exports = append(exports, r)
		} else {
			start(r, func() {})
		}
	}
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, r := range exports {
		slots <- struct{}{}
		start(r, func() { <-slots })
	}
	wait.Wait()
	if ready.err != nil {
		return nil, ready.err
	}
	if err := failures(reads); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	held, others := judge.Holdings{}, judge.Holdings{}
	for _, r := range reads {
		held.Merge(r.holdings)
		if r.other != nil {
			others.Merge(r.other.holdings)
		}
	}
	for _, r := range reads {
		if n.waits(r.target.Name) {
			n.verdicts(ctx, r, held, others)
		}
	}
	return reads, errors.Join(failures(reads), problems(reads))
}

// one takes one target through the night.
func (n *night) one(ctx context.Context, r *read, ready *prepared) {
	n.read(ctx, r)
	if <-ready.done; ready.err != nil {
		return
	}
	if n.match(ctx, r); r.err == nil && !n.waits(r.target.Name) {
		n.verdicts(ctx, r, nil, nil)
	}
}

// read takes the snapshot of one target and says how far it may be relied upon.
func (n *night) read(ctx context.Context, r *read) {
	name := r.target.Name
	r.judge.Target = name
	if len(n.Targets) > 0 && !slices.Contains(n.Targets, name) {
		r.judge.Status, r.judge.Why = access.SkippedRun, []string{"not asked for (--target)"}
		return
	}
	begin := n.Now()
	snapshot, err := n.snapshot(ctx, r.target)
	r.seconds = n.Now().Sub(begin).Seconds()
	if err != nil {
		r.judge.Status, r.judge.Why = access.FailedRead, []string{err.Error()}
		if ctx.Err() == nil { // else the run ended for a reason of its own
			n.Log.Error("target could not be read", "target", name, "error", err)
		}
		return
	}
	snapshot.Target, snapshot.Kind = name, r.target.Kind.Info.Kind
	r.judge.Snapshot = &snapshot
	r.judge.Status, r.judge.Why = soundness(&snapshot, r.target.MaxAge, n.started.In(n.cfg.Timezone))
	if why := n.suspect(&snapshot); why != "" {
		r.judge.Status, r.judge.Why = access.Partial, append(r.judge.Why, why)
	}
	n.Log.Info("target read", "target", name, "status", string(r.judge.Status), "accounts", len(snapshot.Accounts),
		"calls", snapshot.Calls, "seconds", r.seconds)
}

// snapshot opens a target and reads it.
func (n *night) snapshot(ctx context.Context, t *config.Target) (access.Snapshot, error) {
	target, err := n.open(t)
	if err != nil {
		return access.Snapshot{}, err
	}
	return target.Snapshot(ctx)
}

func (n *night) open(t *config.Target) (targets.Target, error) {
	return t.Kind.New(targets.Env{
		HTTP: client(), Now: func() time.Time { return n.Now().In(n.cfg.Timezone) }, Log: n.Log.With("target", t.Name),
		Dir: filepath.Dir(n.cfg.Path),
	}, t.Options)
}

// soundness says how far a snapshot may be relied upon: all of it was read, and yet it may be old, or differ from what
// the app itself counts.
func soundness(s *access.Snapshot, maxAge int, now time.Time) (access.ReadStatus, []string) {
	var why []string
	if age := access.DayOf(now).DaysSince(access.DayOf(s.Taken.In(now.Location()))); s.File != "" && age > maxAge {
		why = append(why, fmt.Sprintf("the export is of %s, %d days old; the limit is %d (`max_age`)",
			access.DayOf(s.Taken.In(now.Location())), age, maxAge))
	}
	if s.Total >= 0 && s.Total != len(s.Accounts) {
		why = append(why, fmt.Sprintf("the app counts %d accounts, %d were read", s.Total, len(s.Accounts)))
	}
	if why != nil {
		return access.Partial, why
	}
	return access.Complete, nil
}

// match correlates the accounts of a read, and finds what other targets need to know of them.
func (n *night) match(ctx context.Context, r *read) {
	other := r.judge
	if s := r.judge.Snapshot; s != nil {
		r.judge.Matches = n.index.Match(s, nil)
		r.kept = n.linked(r)
		if r.links, r.err = n.links(ctx, r); r.err != nil {
			return
		}
		if r.links != nil {
			n.index.Recall(s, r.judge.Matches, r.links)
			r.kept = n.linked(r)
		}
		if n.other != nil {
			other.Matches = n.other.index.Match(s, r.links)
		}
		r.remarks = n.index.Absent(s, r.judge.Matches)
	}
	r.side = n.opinion.match(r.judge)
	if n.other != nil {
		side := n.other.match(other)
		r.other = &side
	}
}

// verdicts judges a read, leaves it to later nights, and lets its snapshot go.
func (n *night) verdicts(ctx context.Context, r *read, held, others judge.Holdings) {
	if r.other != nil {
		r.other.part = n.other.judge.Target(r.other.judge, others)
		r.other.judge.Snapshot, r.other.judge.Matches = nil, nil
	}
	r.part = n.judge.Target(r.judge, held)
	if r.err = n.rememberRead(ctx, r); r.err != nil {
		return
	}
	result := &r.part.Result
	result.Kind, result.Seconds = r.target.Kind.Info.Kind, r.seconds
	if r.judge.Status == access.Complete {
		result.Remarks = append(result.Remarks, r.remarks...)
	}
	if n.past != nil && n.past.Targets[r.target.Name] != nil && r.judge.Snapshot == nil {
		result.LastRead = n.past.Targets[r.target.Name].LastRead
	}
	if !n.keep {
		r.judge.Snapshot, r.judge.Matches, r.kept, r.links = nil, nil, nil, nil
	}
}

// failures returns what the store could not take.
func failures(reads []*read) error {
	var errs []error
	for _, r := range reads {
		errs = append(errs, r.err)
	}
	return errors.Join(errs...)
}

// problems returns the rules that fit no target they are for: a fault of the configuration that only a read shows.
func problems(reads []*read) error {
	var errs []error
	for _, r := range reads {
		for _, text := range r.part.Problems {
			errs = append(errs, errors.New(fold.Clean(text)))
		}
	}
	if errs != nil {
		return &Refusal{errors.Join(errs...)}
	}
	return nil
}

// progress counts finished targets.
type progress struct {
	mu          sync.Mutex
	done, total int
	report      func(Event)
}

func (p *progress) step(target string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	p.report(Event{Stage: "read", Target: target, Done: p.done, Total: p.total})
}
