package store

import (
	"context"
	"time"

	"reconcile/internal/access"
)

// RecordActions writes actions to the audit log: planned ones as intended, before they are done, any other as what became
// of them. Outcomes are told to later nights.
func (s *Store) RecordActions(ctx context.Context, run int64, actions []access.PastAction) error {
	return s.write(ctx, "record actions", func(t *tx) error {
		next, err := t.next("outcome")
		if err != nil {
			return err
		}
		for i := range actions {
			a := &actions[i]
			if err := t.audit(s.now(), auditAction, actionPayload{run, *a}); err != nil {
				return err
			}
			if a.State == access.Planned {
				continue
			}
			err := t.exec(`INSERT INTO outcome (id, run, time, day, kind, target, account, person, entitlement, removal, leaver, state)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, next, run, micros(a.Time), a.Day.String(), string(a.Kind), a.Target,
				a.Account, a.Person, a.Entitlement, number(a.Removal), number(a.Leaver), string(a.State))
			if err != nil {
				return err
			}
			next++
		}
		return nil
	})
}

// actionPayload is what the audit log says of an action.
type actionPayload struct {
	Run    int64             `json:"run"`
	Action access.PastAction `json:"action"`
}

// RecordPlan writes down the hash of a plan's file when it is made, so that it can be told from any other file.
func (s *Store) RecordPlan(ctx context.Context, run int64, sha256 string) error {
	return s.write(ctx, "record the plan", func(t *tx) error {
		now := s.now()
		err := t.exec("INSERT INTO plan_hash (sha256, run, made) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", sha256, run, micros(now))
		if err != nil {
			return err
		}
		return t.audit(now, auditPlan, map[string]any{"run": run, "sha256": sha256})
	})
}

// PlanMade returns when the plan of that hash was made, the zero time for one that was not made here.
func (s *Store) PlanMade(ctx context.Context, sha256 string) (time.Time, error) {
	var made int64
	err := s.read(ctx, "look up the plan", func(v *view) error {
		return v.get(&made, "SELECT made FROM plan_hash WHERE sha256 = ?", sha256)
	})
	return instant(made), err
}

// AcceptKind is what somebody can accept.
type AcceptKind string

// The kinds: a roster or rules by their hash, a shrunken target by its name.
const (
	AcceptRoster AcceptKind = "roster"
	AcceptRules  AcceptKind = "rules"
	AcceptShrink AcceptKind = "shrink"
)

// Accept writes down that somebody accepted a roster, rules or a shrunken target, and the audit log says who.
func (s *Store) Accept(ctx context.Context, kind AcceptKind, value, by string) error {
	return s.write(ctx, "accept the "+string(kind), func(t *tx) error {
		id, err := t.next("accepted")
		if err != nil {
			return err
		}
		now := s.now()
		err = t.exec("INSERT INTO accepted (id, time, kind, value, who) VALUES (?, ?, ?, ?, ?)", id, micros(now), string(kind),
			value, by)
		if err != nil {
			return err
		}
		return t.audit(now, auditAccept, map[string]string{"kind": string(kind), "value": value, "by": by})
	})
}

// Acceptance is one thing that was accepted.
type Acceptance struct {
	Kind      AcceptKind
	Value, By string
	Time      time.Time
}

// Accepted lists what was accepted, oldest first.
func (s *Store) Accepted(ctx context.Context) ([]Acceptance, error) {
	var rows []struct {
		Kind  string `db:"kind"`
		Value string `db:"value"`
		Who   string `db:"who"`
		Time  int64  `db:"time"`
	}
	err := s.read(ctx, "list what was accepted", func(v *view) error {
		return v.list(&rows, "SELECT kind, value, who, time FROM accepted ORDER BY id")
	})
	all := make([]Acceptance, len(rows))
	for i, r := range rows {
		all[i] = Acceptance{AcceptKind(r.Kind), r.Value, r.Who, instant(r.Time)}
	}
	return all, err
}
