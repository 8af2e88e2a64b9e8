package deliver

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/archive"
	"reconcile/internal/fold"
	"reconcile/internal/recipients"
	"reconcile/internal/store"
)

// Queued is what became of a night's mails.
type Queued struct {
	// Mails is how many there are.
	Mails int
	// Refused says of each recipient who may not be mailed why, where the run's own findings do not: the night judged by its
	// own roster, and these by the last good one.
	Refused []string
}

// Queue puts the mails of the last whole night into the outbox, if that was not done yet: all of them or none. Who may not be
// mailed, by the run's findings or by the book, gets none.
func Queue(ctx context.Context, s *store.Store, o *Settings) (q Queued, err error) {
	number, id, err := s.Unqueued(ctx)
	if err != nil || number == 0 {
		return q, err
	}
	run, err := s.Document(ctx, id)
	if err != nil {
		return q, err
	}
	b := &queue{composer: newComposer(ctx, s, o, run), store: s, number: number, today: access.DayOf(o.Now().In(o.Zone))}
	told := refused(run)
	for to := range addressed(o) {
		who, why := o.Book.Find(to.address)
		if told[who.Address] {
			continue
		}
		if why != "" {
			if !slices.Contains(q.Refused, why) {
				q.Refused = append(q.Refused, why)
			}
			continue
		}
		if err := b.add(ctx, &to, who); err != nil {
			return q, err
		}
	}
	q.Mails = len(b.messages)
	return q, s.Enqueue(ctx, number, b.messages)
}

// queue is the mails of one run being made.
type queue struct {
	*composer
	store    *store.Store
	number   int64
	today    access.Date
	messages []store.Message
}

// add makes a recipient's mail, if it is due.
func (b *queue) add(ctx context.Context, to *addressee, who recipients.Recipient) error {
	kind := to.report.kind(to.targets != nil)
	if slices.ContainsFunc(b.messages, func(m store.Message) bool { return m.Kind == kind && m.Recipient == who.Address }) {
		return nil
	}
	last, run, err := b.store.LastQueued(ctx, kind, who.Address)
	if err != nil {
		return err
	}
	n := night{today: b.today, found: b.part(to.targets).Run.Status != access.RunClean}
	if n.changed, err = b.store.Changed(ctx, run, b.number, to.targets); err != nil {
		return err
	}
	if !last.IsZero() {
		n.last = access.DayOf(last.In(b.settings.Zone))
	}
	if !due(to.report.When, n) {
		return nil
	}
	m, err := b.compose(to.report, to.targets, who, kind)
	if err == nil {
		b.messages = append(b.messages, m)
	}
	return err
}

// refused are the addresses of which a run's findings say that they are not mailed.
func refused(run *access.Run) map[string]bool {
	list := map[string]bool{}
	for i := range run.Findings {
		if f := &run.Findings[i]; f.Verdict == access.RefusedRecipient {
			if address, ok := fold.Email(strings.TrimPrefix(f.Entitlement, "mail:")); ok {
				list[address] = true
			}
		}
	}
	return list
}

// Resend puts a run's report into the outbox again, for some addresses. kind tells it from every other message.
func Resend(
	ctx context.Context, s *store.Store, o *Settings, number int64, run *access.Run, r *Report, kind string,
) (int, error) {
	c := newComposer(ctx, s, o, run)
	var messages []store.Message
	for _, to := range r.To {
		who, why := o.Book.Find(to)
		if why != "" {
			return 0, fmt.Errorf("nothing was sent: %s", why)
		}
		m, err := c.compose(r, nil, who, kind)
		if err != nil {
			return 0, err
		}
		messages = append(messages, m)
	}
	return len(messages), s.EnqueueMore(ctx, number, messages)
}

func newComposer(ctx context.Context, s *store.Store, o *Settings, run *access.Run) *composer {
	return &composer{
		settings: o, run: run, parts: map[string]*access.Run{}, parcels: map[string]*parcel{},
		inventory: func() (*access.Inventory, error) {
			return archive.New(s, o.Zone, o.Now).AccessOf(ctx, run)
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

// addressed goes through all addresses of all reports, owners in the order of their addresses. An address that is written in
// several ways is one owner's.
func addressed(o *Settings) iter.Seq[addressee] {
	targets := map[string][]string{}
	for _, owner := range sortedKeys(o.Owners) {
		address, ok := fold.Email(owner)
		if !ok {
			address = owner
		}
		targets[address] = append(targets[address], o.Owners[owner]...)
	}
	owners := sortedKeys(targets)
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
			for _, owner := range owners {
				if !yield(addressee{report: r, address: owner, targets: targets[owner]}) {
					return
				}
			}
		}
	}
}
