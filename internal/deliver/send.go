package deliver

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"reconcile/internal/mail"
	"reconcile/internal/store"
)

// giveUp is after how long a message is tried no more.
const giveUp = 3 * 24 * time.Hour

// Result is what became of the messages in the outbox.
type Result struct {
	Sent int
	// Waiting were tried and wait to be tried again, Later were not due and not tried, Failed were given up now.
	Waiting, Later, Failed []store.Message
	// Elsewhere: another process is sending.
	Elsewhere bool
}

// Complete reports whether nothing is left to be sent.
func (r *Result) Complete() bool {
	return len(r.Waiting) == 0 && len(r.Later) == 0 && len(r.Failed) == 0 && !r.Elsewhere
}

// Send sends what waits in the outbox and is due; once the server took one, or with all, whatever waits. path is that of the
// store: one process sends at a time. That a message is being sent is stored before it is, and that it was after it was: who
// is killed between the two has it sent again, with the same Message-ID. The error is one of the store; what a server says is
// in the result.
func (s *Sender) Send(ctx context.Context, outbox *store.Store, path string, all bool) (Result, error) {
	var r Result
	unlock, err := store.LockOutbox(path, s.Now())
	if errors.Is(err, store.ErrLocked) {
		r.Elsewhere = true
		return r, nil
	}
	if err != nil {
		return r, err
	}
	messages, err := outbox.Outbox(ctx)
	if err == nil && len(messages) > 0 {
		p := &post{Sender: s, outbox: outbox, result: &r}
		err = p.all(ctx, messages, all)
		p.hangUp()
	}
	return r, errors.Join(err, unlock())
}

// post is sending under way.
type post struct {
	*Sender
	outbox  *store.Store
	result  *Result
	session *mail.Session
	// refused is what no message gets past: the server can't be reached, or does not let us in.
	refused error
}

func (p *post) all(ctx context.Context, messages []store.Message, all bool) error {
	var later []store.Message
	for i := range messages {
		if m := &messages[i]; !all && m.Due.After(p.Now()) {
			later = append(later, *m)
		} else if err := p.one(ctx, m); err != nil {
			return err
		}
	}
	if p.result.Sent == 0 || p.refused != nil {
		p.result.Later = later
		return nil
	}
	for i := range later {
		if err := p.one(ctx, &later[i]); err != nil {
			return err
		}
	}
	return nil
}

// one sends one message, and notes what became of it. Who may not be mailed any more gets none that waits.
func (p *post) one(ctx context.Context, m *store.Message) error {
	if p.Book != nil {
		if _, why := p.Book.Find(m.Recipient); why != "" {
			return p.giveUp(ctx, m, why)
		}
	}
	err := p.refused
	if err == nil {
		body, claimed := p.outbox.Claim(ctx, m.ID)
		if claimed != nil {
			return claimed
		}
		m.Attempts++
		err = p.hand(ctx, m.Recipient, body)
	}
	if err == nil {
		p.result.Sent++
		return p.outbox.Sent(ctx, m.ID)
	}
	var fault *mail.SendError
	final := errors.As(err, &fault) && !fault.Temporary && !fault.Settings()
	if final || p.Now().Sub(m.Queued) >= giveUp {
		return p.giveUp(ctx, m, err.Error())
	}
	m.Error = err.Error()
	p.result.Waiting = append(p.result.Waiting, *m)
	return p.outbox.Postpone(ctx, m.ID, p.Now().Add(backoff(m.Attempts)), m.Error)
}

func (p *post) giveUp(ctx context.Context, m *store.Message, why string) error {
	m.Error = why
	p.result.Failed = append(p.result.Failed, *m)
	return p.outbox.GiveUp(ctx, m.ID, why)
}

// hand hands a message to the server, over the connection there is or a new one.
func (p *post) hand(ctx context.Context, to string, body []byte) error {
	if p.session != nil && p.session.Broken() {
		p.hangUp()
	}
	if p.session == nil {
		session, err := mail.Dial(ctx, p.Transport)
		if err != nil {
			p.refused = err
			return err
		}
		p.session = session
	}
	err := p.session.Send(ctx, p.From, to, body)
	var fault *mail.SendError
	if errors.As(err, &fault) && fault.Settings() {
		p.refused = err
	}
	return err
}

func (p *post) hangUp() {
	if p.session != nil {
		p.session.Close()
		p.session = nil
	}
}

func sortedKeys(m map[string][]string) []string { return slices.Sorted(maps.Keys(m)) }
