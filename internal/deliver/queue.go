package deliver

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/archive"
	"reconcile/internal/store"
)

// Queue puts the mails of the last whole night into the outbox, if that was not done yet: all of them or none. It returns
// how many there are. Who may not be mailed gets none; the run's findings say so.
func Queue(ctx context.Context, s *store.Store, o *Settings) (int, error) {
	number, id, err := s.Unqueued(ctx)
	if err != nil || number == 0 {
		return 0, err
	}
	run, err := s.Document(ctx, id)
	if err != nil {
		return 0, err
	}
	changed, err := s.Changed(ctx, number)
	if err != nil {
		return 0, err
	}
	c := newComposer(ctx, s, o, run)
	today := access.DayOf(o.Now().In(o.Zone))
	var messages []store.Message
	for to := range addressed(o) {
		who, why := o.Book.Find(to.address)
		if why != "" {
			continue
		}
		kind := to.report.kind(to.targets != nil)
		last, err := s.LastQueued(ctx, kind, who.Address)
		if err != nil {
			return 0, err
		}
		n := night{today: today, found: run.Run.Status != access.RunClean, changed: changed}
		if !last.IsZero() {
			n.last = access.DayOf(last.In(o.Zone))
		}
		already := slices.ContainsFunc(messages, func(m store.Message) bool { return m.Kind == kind && m.Recipient == who.Address })
		if already || !due(to.report.When, n) {
			continue
		}
		p, err := c.parcel(to.report, to.targets, to.report.Confidential && !who.Leaving)
		if err != nil {
			return 0, err
		}
		body, err := c.message(p, who.Address)
		if err != nil {
			return 0, fmt.Errorf("mail to %s: %w", who.Address, err)
		}
		messages = append(messages, store.Message{Kind: kind, Recipient: who.Address, Subject: p.subject, Body: body})
	}
	return len(messages), s.Enqueue(ctx, number, messages)
}

// Resend puts a run's report into the outbox again, for some addresses. kind tells it from every other message.
func Resend(ctx context.Context, s *store.Store, o *Settings, number int64, run *access.Run, r *Report, kind string) (int, error) {
	c := newComposer(ctx, s, o, run)
	var messages []store.Message
	for _, to := range r.To {
		who, why := o.Book.Find(to)
		if why != "" {
			return 0, fmt.Errorf("nothing was sent: %s", why)
		}
		p, err := c.parcel(r, nil, r.Confidential && !who.Leaving)
		if err != nil {
			return 0, err
		}
		body, err := c.message(p, who.Address)
		if err != nil {
			return 0, fmt.Errorf("mail to %s: %w", who.Address, err)
		}
		messages = append(messages, store.Message{Kind: kind, Recipient: who.Address, Subject: p.subject, Body: body})
	}
	return len(messages), s.Enqueue(ctx, number, messages)
}

func newComposer(ctx context.Context, s *store.Store, o *Settings, run *access.Run) *composer {
	return &composer{
		settings: o, run: run, parcels: map[string]*parcel{},
		inventory: func() (*access.Inventory, error) {
			day := access.DayOf(run.Run.Started.In(o.Zone))
			return archive.New(s, o.Zone, o.Now).Access(ctx, archive.Query{AsOf: day})
		},
	}
}

// addressee is one address that a report goes to.
type addressee struct {
	report  *Report
	address string
	// targets are an owner's, nil for everything.
	targets []string
}

// addressed goes through all addresses of all reports, owners in the order of their addresses.
func addressed(o *Settings) iter.Seq[addressee] {
	return func(yield func(addressee) bool) {
		for i := range o.Reports {
			r := &o.Reports[i]
			for _, to := range r.To {
				if !yield(addressee{report: r, address: to}) {
					return
				}
			}
			if !r.Owners {
				continue
			}
			for _, owner := range sortedKeys(o.Owners) {
				if !yield(addressee{report: r, address: owner, targets: o.Owners[owner]}) {
					return
				}
			}
		}
	}
}
