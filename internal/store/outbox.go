package store

import (
	"context"
	"fmt"
	"time"
)

// Message is something to be sent.
type Message struct {
	// ID is given by the store.
	ID int64
	// Run, Kind and Recipient make a message: it is put into the outbox once, however often a run tries.
	Run             int64
	Kind, Recipient string
	// Subject is for lists.
	Subject string
	// Queued is when it was put into the outbox, Due when it is to be sent next.
	Queued, Due time.Time
	// Attempts counts the times it was tried, Error is what went wrong last.
	Attempts int
	Error    string
	// Body is the whole message, nil in lists.
	Body []byte
}

// The states of a message. A failed one was given up, a told one is in a report besides.
const (
	outWaiting = "waiting"
	outSending = "sending"
	outSent    = "sent"
	outFailed  = "failed"
	outTold    = "told"
)

// Enqueue puts the messages of a run into the outbox, all or none, and notes that they are there.
func (s *Store) Enqueue(ctx context.Context, run int64, messages []Message) error {
	return s.write(ctx, "put messages into the outbox", func(t *tx) error {
		if err := t.enqueue(micros(s.now()), run, messages); err != nil {
			return err
		}
		return t.exec("UPDATE run SET queued = 1 WHERE id = ?", run)
	})
}

// EnqueueMore puts further messages on a run into the outbox, all or none: those that it gives rise to by itself are no less
// to come.
func (s *Store) EnqueueMore(ctx context.Context, run int64, messages []Message) error {
	return s.write(ctx, "put messages into the outbox", func(t *tx) error { return t.enqueue(micros(s.now()), run, messages) })
}

func (t *tx) enqueue(now, run int64, messages []Message) error {
	id, err := t.next("outbox")
	if err != nil {
		return err
	}
	for i := range messages {
		m := &messages[i]
		body, err := pack(m.Body)
		if err != nil {
			return err
		}
		err = t.exec(`INSERT INTO outbox (id, run, kind, recipient, state, attempts, due, error, body, queued, subject)
			VALUES (?, ?, ?, ?, ?, 0, ?, '', ?, ?, ?) ON CONFLICT DO NOTHING`, id, run, m.Kind, m.Recipient, outWaiting, now, body,
			now, m.Subject)
		if err != nil {
			return err
		}
		id++
	}
	return nil
}

// Unqueued returns the number and the name of the last whole night, if its messages were not queued yet; 0 if they were.
func (s *Store) Unqueued(ctx context.Context) (run int64, id string, err error) {
	var row struct {
		ID     int64  `db:"id"`
		Name   string `db:"name"`
		Queued bool   `db:"queued"`
	}
	err = s.read(ctx, "look for a run to be mailed", func(v *view) error {
		return v.get(&row, `SELECT id, name, queued FROM run WHERE state = 'finished' AND in_line = 1 AND limited = 0
			ORDER BY id DESC LIMIT 1`)
	})
	if err != nil || row.Queued {
		return 0, "", err
	}
	return row.ID, row.Name, nil
}

// LastQueued returns when a kind of message was queued last for a recipient, and on which run; the zero time for never.
func (s *Store) LastQueued(ctx context.Context, kind, recipient string) (queued time.Time, run int64, err error) {
	var row struct {
		Queued int64 `db:"queued"`
		Run    int64 `db:"run"`
	}
	err = s.read(ctx, "look up the last mail to "+recipient, func(v *view) error {
		return v.get(&row, "SELECT queued, run FROM outbox WHERE kind = ? AND recipient = ? ORDER BY queued DESC, id DESC LIMIT 1",
			kind, recipient)
	})
	return instant(row.Queued), row.Run, err
}

// Outbox lists the messages that are not sent and not given up, those that are due first at the front, without bodies.
func (s *Store) Outbox(ctx context.Context) ([]Message, error) {
	return s.messages(ctx, outWaiting, outSending)
}

// Undelivered lists the messages that were given up and of which no report has told yet.
func (s *Store) Undelivered(ctx context.Context) ([]Message, error) {
	return s.messages(ctx, outFailed)
}

func (s *Store) messages(ctx context.Context, states ...string) ([]Message, error) {
	var rows []struct {
		ID        int64  `db:"id"`
		Run       int64  `db:"run"`
		Kind      string `db:"kind"`
		Recipient string `db:"recipient"`
		Subject   string `db:"subject"`
		Queued    int64  `db:"queued"`
		Due       int64  `db:"due"`
		Attempts  int    `db:"attempts"`
		Error     string `db:"error"`
	}
	err := s.read(ctx, "read the outbox", func(v *view) error {
		return inBatches(states, func(list string, args []any) error {
			return v.list(&rows, `SELECT id, run, kind, recipient, subject, queued, due, attempts, error FROM outbox
				WHERE state IN `+list+` ORDER BY due, id`, args...)
		})
	})
	messages := make([]Message, len(rows))
	for i, r := range rows {
		messages[i] = Message{
			ID: r.ID, Run: r.Run, Kind: r.Kind, Recipient: r.Recipient, Subject: r.Subject, Queued: instant(r.Queued),
			Due: instant(r.Due), Attempts: r.Attempts, Error: r.Error,
		}
	}
	return messages, err
}

// Claim notes that a message is being sent, before it is, and returns its body. Whoever calls it holds the lock of the
// outbox: a message that is being sent already was left so by a sender who was killed, and is sent again.
func (s *Store) Claim(ctx context.Context, id int64) (body []byte, err error) {
	err = s.write(ctx, "begin to send a message", func(t *tx) error {
		var text string
		err := t.get(&text, `UPDATE outbox SET state = ?, attempts = attempts + 1 WHERE id = ? AND state IN (?, ?) RETURNING body`,
			outSending, id, outWaiting, outSending)
		if err != nil {
			return err
		}
		if text == "" {
			return fmt.Errorf("message %d is not waiting", id)
		}
		body, err = unpack(text)
		return err
	})
	return body, err
}

// Sent notes that a message was sent. Its body is kept no longer: the run's document is.
func (s *Store) Sent(ctx context.Context, id int64) error {
	return s.write(ctx, "note that a message was sent", func(t *tx) error {
		err := t.exec("UPDATE outbox SET state = ?, sent = ?, error = '', body = '' WHERE id = ?", outSent, micros(s.now()), id)
		if err != nil {
			return err
		}
		return t.auditMessage(s.now(), id, outSent)
	})
}

// Postpone notes that a message was not sent, why, and when it is to be tried again.
func (s *Store) Postpone(ctx context.Context, id int64, due time.Time, why string) error {
	return s.write(ctx, "note that a message waits", func(t *tx) error {
		return t.exec("UPDATE outbox SET state = ?, due = ?, error = ? WHERE id = ?", outWaiting, micros(due), why, id)
	})
}

// GiveUp notes that a message will not be sent, why, and since when.
func (s *Store) GiveUp(ctx context.Context, id int64, why string) error {
	return s.write(ctx, "give a message up", func(t *tx) error {
		err := t.exec("UPDATE outbox SET state = ?, error = ?, sent = ? WHERE id = ?", outFailed, why, micros(s.now()), id)
		if err != nil {
			return err
		}
		return t.auditMessage(s.now(), id, outFailed)
	})
}

// mailPayload is what the audit log says of a message.
type mailPayload struct {
	Run       int64  `json:"run"`
	Kind      string `json:"kind"`
	Recipient string `json:"recipient"`
	State     string `json:"state"`
	Error     string `json:"error,omitempty"`
}

// auditMessage writes what became of a message to the audit log.
func (t *tx) auditMessage(now time.Time, id int64, state string) error {
	p := mailPayload{State: state}
	err := t.QueryRowxContext(t.ctx, "SELECT run, kind, recipient, error FROM outbox WHERE id = ?", id).
		Scan(&p.Run, &p.Kind, &p.Recipient, &p.Error)
	if err != nil {
		return err
	}
	return t.audit(now, auditMail, p)
}

// told notes that a night's report tells of all messages that were given up before it began. One of a run that is not mailed
// tells nobody.
func (t *tx) told(run int64) error {
	return t.exec("UPDATE outbox SET state = ? WHERE state = ? AND sent <= (SELECT started FROM run WHERE id = ? AND limited = 0)",
		outTold, outFailed, run)
}
