package night

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/roster"
	"reconcile/sources"
)

// readRoster reads all sources, merges them, and judges everybody's state. Any source that can't be read, and any rule
// that asks for a column there is not, refuses the run.
func (n *night) readRoster(ctx context.Context) error {
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
	if err := n.cfg.Rules.CheckColumns(columns(parts)); err != nil {
		return err
	}
	stand := func(p *access.Person) access.Standing {
		return access.Stand(p, n.day(p), n.cfg.Judge.Standing)
	}
	merged, problems := roster.Merge(parts, n.cfg.Rules.Known.Merges, stand)
	if len(problems) > 0 {
		texts := make([]error, len(problems))
		for i, p := range problems {
			texts[i] = fmt.Errorf("%s: %s", p.At, p.Text)
		}
		return errors.Join(texts...)
	}
	n.roster = merged
	n.standings = make([]access.Standing, len(merged.People))
	for i := range merged.People {
		n.standings[i] = stand(&merged.People[i])
	}
	return nil
}

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
		Name: s.Name, HTTP: client(), Now: func() time.Time { return n.started.In(n.cfg.Timezone) }, Day: n.today, Prefix: s.Prefix,
		CurrentOnly: s.CurrentOnly, MaxAge: s.MaxAge, Exported: s.Exported, Extra: n.cfg.Rules.Extra(),
		Targets: n.cfg.Rules.Targets(), Log: n.Log.With("source", s.Name),
	}, s.Options)
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
