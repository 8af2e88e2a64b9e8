package store

import (
	"context"
	"time"
)

// Message is something to be sent.
type Message struct {
	// ID is given by the store.
	ID int64
	// Run, Kind and Recipient make a message: it is put into the outbox once, however often a run tries.
	Run             int64
	Kind, Recipient string
	// Due is when it is to be sent first.
	Due time.Time
	// Attempts counts the times it was tried, Error is what went wrong last.
	Attempts int
	Error    string
	// Body is the whole message.
	Body []byte
}

// Enqueue puts messages into the outbox, all or none.
func (s *Store) Enqueue(ctx context.Context, messages []Message) error {
	return s.write(ctx, "put messages into the outbox", func(t *tx) error {
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
			err = t.exec(`INSERT INTO outbox (id, run, kind, recipient, state, attempts, due, error, body)
				VALUES (?, ?, ?, ?, 'waiting', 0, ?, '', ?) ON CONFLICT DO NOTHING`, id, m.Run, m.Kind, m.Recipient, micros(m.Due), body)
			if err != nil {
				return err
			}
			id++
		}
		return nil
	})
}

// Outbox lists the messages that wait, those that are due first at the front.
func (s *Store) Outbox(ctx context.Context) ([]Message, error) {
	var rows []struct {
		ID        int64  `db:"id"`
		Run       int64  `db:"run"`
		Kind      string `db:"kind"`
		Recipient string `db:"recipient"`
		Due       int64  `db:"due"`
		Attempts  int    `db:"attempts"`
		Error     string `db:"error"`
		Body      string `db:"body"`
	}
	err := s.read(ctx, "read the outbox", func(v *view) error {
		return v.list(&rows, `SELECT id, run, kind, recipient, due, attempts, error, body FROM outbox WHERE state = 'waiting'
			ORDER BY due, id`)
	})
	if err != nil {
		return nil, err
	}
	messages := make([]Message, len(rows))
	for i, r := range rows {
		body, err := unpack(r.Body)
		if err != nil {
			return nil, wrap("read the outbox", err)
		}
		messages[i] = Message{r.ID, r.Run, r.Kind, r.Recipient, instant(r.Due), r.Attempts, r.Error, body}
	}
	return messages, nil
}
