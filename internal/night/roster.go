package night

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/fold"
	"reconcile/internal/roster"
	"reconcile/internal/store"
	"reconcile/sources"
)

// readRoster reads all sources, merges them, and judges everybody's state. Any source that can't be read, and any rule
// that asks for a column there is not, refuses the run.
func (n *night) readRoster(ctx context.Context) error {
	n.accepted = n.acceptedRules()
	parts := make([]access.Roster, len(n.cfg.Sources))
	errs := make([]error, len(parts))
	var wait sync.WaitGroup
	for i := range n.cfg.Sources {
		wait.Go(func() { parts[i], errs[i] = n.source(ctx, &n.cfg.Sources[i]) })
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	read, headers := columns(parts)
	if err := n.cfg.Rules.CheckColumns(read, headers); err != nil {
		return err
	}
	if n.accepted != nil { // by a column that is gone their roles fit nobody, and everything they gave would be excess
		if err := n.accepted.CheckColumns(read, headers); err != nil {
			n.accepted, n.unjudged = nil, err.Error()
		}
	}
	stand := func(p *access.Person) access.Standing {
		return access.Stand(p, n.day(p), n.cfg.Judge.Standing)
	}
	merges, former, err := n.declared(ctx, parts)
	if err != nil {
		return err
	}
	merged, problems := roster.Merge(parts, merges, stand)
	if len(problems) > 0 {
		texts := make([]error, len(problems))
		for i, p := range problems {
			texts[i] = fmt.Errorf("%s: %s", p.At, p.Text)
		}
		return errors.Join(texts...)
	}
	for id, ids := range former {
		if i := merged.Bearer(id); i >= 0 {
			merged.People[i].FormerIDs = append(slices.Clip(merged.People[i].FormerIDs), ids...)
		}
	}
	n.roster, n.unsoundFile = merged, merged.Unsound
	vanished, err := n.recallRoster(ctx, stand)
	if err != nil {
		return err
	}
	n.standings = make([]access.Standing, len(n.roster.People))
	for i := range n.roster.People {
		p := &n.roster.People[i]
		if n.standings[i] = stand(p); vanished[p.ID] && n.standings[i].State == access.Left {
			n.standings[i].Basis = access.BasisVanished
		}
	}
	return nil
}

// recallRoster holds tonight's roster against the last good one: who is absent is not forgotten, and where too many are, or
// too many left unannounced, the roster is unsound until somebody accepts it. It returns who left by their absence alone.
func (n *night) recallRoster(ctx context.Context, stand func(*access.Person) access.Standing) (map[string]bool, error) {
	hash := n.rosterHash()
	if n.AcceptRoster != "" && !accepts(n.AcceptRoster, hash) {
		return nil, fmt.Errorf("--accept-roster %s: tonight's roster is %s: check it, and name that", fold.Clean(n.AcceptRoster),
			short(hash))
	}
	if n.past == nil {
		return nil, nil
	}
	past := &n.past.Roster
	if err := n.memory.PastPeople(ctx, n.roster.People, past); err != nil {
		return nil, &storeFault{err}
	}
	former, err := n.memory.FormerMoves(ctx, n.formerIDs(), n.date(), n.cfg.Judge.MoverGrace)
	if err != nil {
		return nil, &storeFault{err}
	}
	n.past.Moves = append(n.past.Moves, former...)
	vanished := roster.Remember(&n.roster, past, stand)
	if len(n.roster.Unsound) == 0 {
		return vanished, nil
	}
	if n.AcceptRoster == "" {
		n.warnings = append(n.warnings, fmt.Sprintf("nothing is removed on the strength of this roster; if it is right, "+
			"--accept-roster %s accepts it as it is", short(hash)))
		return vanished, nil
	}
	if n.memory.run != 0 {
		if err := n.memory.Accept(ctx, store.AcceptRoster, hash, n.By); err != nil {
			return nil, &storeFault{err}
		}
	}
	for _, why := range n.roster.Unsound {
		n.warnings = append(n.warnings, "accepted by "+fold.Clean(n.By)+" (--accept-roster): "+why)
	}
	n.roster.Unsound, n.unsoundFile = nil, nil
	return vanished, nil
}

// formerIDs are those under which the roster knew somebody before.
func (n *night) formerIDs() (ids []string) {
	for i := range n.roster.People {
		ids = append(ids, n.roster.People[i].FormerIDs...)
	}
	return ids
}

// rosterHash is over what all sources read.
func (n *night) rosterHash() string {
	sum := sha256.New()
	for i := range n.roster.Sources {
		s := &n.roster.Sources[i]
		fmt.Fprintf(sum, "%d:%s%s\n", len(s.Name), s.Name, s.Hash)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// storeFault is a failure of the store while the roster is read: it says nothing of the roster.
type storeFault struct{ error }

func (f *storeFault) Unwrap() error { return f.error }

// source reads one source.
func (n *night) source(ctx context.Context, s *config.Source) (access.Roster, error) {
	source, err := n.openSource(s)
	if err != nil {
		return access.Roster{}, fmt.Errorf("source %s: %w", s.Name, err)
	}
	part, err := source.Roster(ctx)
	if err != nil {
		return access.Roster{}, fmt.Errorf("source %s: %w", s.Name, err)
	}
	n.Log.Info("source read", "source", s.Name, "people", len(part.People), "remarks", len(part.Problems))
	return part, nil
}

func (n *night) openSource(s *config.Source) (sources.Source, error) {
	return s.Kind.New(sources.Env{
		Name: s.Name, HTTP: client(), Now: func() time.Time { return n.Now().In(n.cfg.Timezone) }, Day: n.today, DayOf: n.day,
		Prefix: s.Prefix, CurrentOnly: s.CurrentOnly, MaxAge: s.MaxAge, Exported: s.Exported, Extra: n.extra(),
		Targets: n.cfg.Rules.Targets(), Log: n.Log.With("source", s.Name), Dir: filepath.Dir(n.cfg.Path),
	}, s.Options)
}

// extra are the further columns that tonight's rules ask for, or those accepted last.
func (n *night) extra() []string {
	names := n.cfg.Rules.Extra()
	if n.accepted != nil {
		names = append(names, n.accepted.Extra()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// columns lists the fields that were read from any source, and all headers there were, for suggestions.
func columns(parts []access.Roster) (read, headers []string) {
	for _, part := range parts {
		for _, s := range part.Sources {
			for field, header := range s.Mapped {
				read = append(read, field)
				headers = append(headers, header)
			}
			headers = append(headers, s.Discarded...)
		}
	}
	slices.Sort(read)
	slices.Sort(headers)
	return slices.Compact(read), slices.Compact(headers)
}
