package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

// RosterRead is a roster as it is to be kept.
type RosterRead struct {
	// Hash is over the sources' hashes.
	Hash string
	// Good: the roster file is sound, or it was accepted. Only a good roster says who is there.
	Good bool
	// People are sorted by id.
	People []access.Person
	// Past is the last good roster as PastPeople read it for these people, nil where it was not: whose record did not change is
	// taken from it.
	Past *access.PastRoster
}

// unchanged reports whether a person's record is the one that is known.
func (r *RosterRead) unchanged(id string) bool {
	if r.Past == nil {
		return false
	}
	if _, changed := r.Past.Changed[id]; changed {
		return false
	}
	_, known := slices.BinarySearch(r.Past.IDs, id)
	return known
}

// same reports whether the very people that are known are there, with the records that are known.
func (r *RosterRead) same() bool {
	if r.Past == nil || len(r.Past.Changed) > 0 || len(r.Past.IDs) != len(r.People) {
		return false
	}
	for i := range r.People {
		if r.People[i].ID != r.Past.IDs[i] {
			return false
		}
	}
	return true
}

// personBody is a person's record as it is kept. Where it stood is not: rows move every day.
type personBody struct {
	Name         string              `json:"name,omitempty"`
	Email        string              `json:"email,omitempty"`
	Aliases      []string            `json:"aliases,omitempty"`
	FormerIDs    []string            `json:"former_ids,omitempty"`
	Accounts     []access.AccountRef `json:"accounts,omitempty"`
	Employment   access.Employment   `json:"employment,omitempty"`
	Type         []string            `json:"type,omitempty"`
	Department   []string            `json:"department,omitempty"`
	Division     []string            `json:"division,omitempty"`
	Team         []string            `json:"team,omitempty"`
	Title        []string            `json:"title,omitempty"`
	Location     []string            `json:"location,omitempty"`
	Manager      []string            `json:"manager,omitempty"`
	Projects     []string            `json:"projects,omitempty"`
	Extra        map[string][]string `json:"extra,omitempty"`
	TypeUnmapped bool                `json:"type_unmapped,omitempty"`
	Start        access.Date         `json:"start,omitzero"`
	End          access.Date         `json:"end,omitzero"`
	Absent       access.Date         `json:"absent,omitzero"`
}

func bodyOf(p *access.Person) personBody {
	a := &p.Attributes
	return personBody{
		Name: p.Name, Email: p.Email, Aliases: p.Aliases, FormerIDs: p.FormerIDs, Accounts: p.Accounts, Employment: p.Employment,
		Type: a.Type, Department: a.Department, Division: a.Division, Team: a.Team, Title: a.Title, Location: a.Location,
		Manager: a.Manager, Projects: a.Projects, Extra: a.Extra, TypeUnmapped: p.TypeUnmapped, Start: p.Start, End: p.End,
		Absent: p.Absent,
	}
}

func (b *personBody) person(id string) access.Person {
	return access.Person{
		ID: id, Name: b.Name, Email: b.Email, Aliases: b.Aliases, FormerIDs: b.FormerIDs, Accounts: b.Accounts,
		Employment: b.Employment, TypeUnmapped: b.TypeUnmapped, Start: b.Start, End: b.End,
		Absent: b.Absent,
		Attributes: access.Attributes{
			Type: b.Type, Department: b.Department, Division: b.Division, Team: b.Team, Title: b.Title, Location: b.Location,
			Manager: b.Manager, Projects: b.Projects, Extra: b.Extra,
		},
	}
}

// roster keeps a roster: who is on it, with what record. A record that could not be judged leaves what was known of that
// person as it is. A roster that is not good is noted. The same file may say something else on another day, of two rows the one
// that holds then: so records are compared, and not the hash.
func (t *tx) roster(run int64, r *RosterRead, marks *marker) (counts history.Counts, err error) {
	for i := 1; i < len(r.People); i++ {
		if r.People[i-1].ID >= r.People[i].ID {
			return counts, fmt.Errorf("the people are not sorted by distinct ids at number %d", i+1)
		}
	}
	err = t.exec("INSERT INTO roster (run, hash, good, people) VALUES (?, ?, ?, ?)", run, r.Hash, number(r.Good), len(r.People))
	if err != nil || !r.Good {
		return counts, err
	}
	if counts.Same = r.same(); counts.Same {
		return counts, nil
	}
	return counts, t.people(run, r, marks, &counts)
}

// people compares the roster with the open records, and writes what differs.
func (t *tx) people(run int64, r *RosterRead, marks *marker, counts *history.Counts) error {
	enc := newEncoder()
	open, err := t.known(r, marks, enc)
	if err != nil {
		return err
	}
	var seen []history.Seen
	var bodies []string
	for i := range r.People {
		p := &r.People[i]
		if p.Quarantine != "" || r.unchanged(p.ID) {
			k, known := slices.BinarySearchFunc(open, p.ID, func(o history.Open, id string) int { return strings.Compare(o.ID, id) })
			if known {
				seen, bodies = append(seen, history.Seen{ID: p.ID, Facts: open[k].Facts}), append(bodies, "")
			}
			continue
		}
		body, err := enc.person(p)
		if err != nil {
			return err
		}
		seen = append(seen, history.Seen{ID: p.ID, Facts: marks.body(body)})
		bodies = append(bodies, string(body))
	}
	c := history.Merge(slices.Values(open), seen, true)
	*counts = history.Counts{Opened: len(c.Opened), Changed: len(c.Changed), Closed: len(c.Gone)}
	closing := func(id string) error {
		return t.exec("UPDATE person_span SET to_run = ? WHERE person = ? AND to_run IS NULL", run, id)
	}
	spans := t.insert("person_span (person, from_run, to_run, body, mark)", "(@, #1, NULL, @, @)", run)
	for _, o := range c.Gone {
		if err := closing(o.ID); err != nil {
			return err
		}
	}
	for _, change := range c.Changed {
		if err := closing(change.Was.ID); err != nil {
			return err
		}
		c.Opened = append(c.Opened, change.Index)
	}
	for _, i := range c.Opened {
		if err := spans.add(seen[i].ID, bodies[i], seen[i].Facts); err != nil {
			return err
		}
	}
	return spans.end()
}

// known lists the open records with their fingerprints. Those that PastPeople found unchanged need none.
func (t *tx) known(r *RosterRead, marks *marker, enc *encoder) ([]history.Open, error) {
	if r.Past == nil {
		var open []history.Open
		err := each(t.ctx, t.Tx, func(rows *sql.Rows) error {
			var o history.Open
			err := rows.Scan(&o.ID, &o.Facts)
			open = append(open, o)
			return err
		}, "SELECT person, mark FROM person_span WHERE to_run IS NULL ORDER BY person")
		return open, err
	}
	open := make([]history.Open, len(r.Past.IDs))
	for i, id := range r.Past.IDs {
		open[i].ID = id
		if p, changed := r.Past.Changed[id]; changed {
			body, err := enc.person(p)
			if err != nil {
				return nil, err
			}
			open[i].Facts = marks.body(body)
		}
	}
	return open, nil
}

// PeopleOn returns the people of the last good roster on or before a day, sorted by id; Place and Quarantine are empty.
func (s *Store) PeopleOn(ctx context.Context, day access.Date) iter.Seq2[access.Person, error] {
	return func(yield func(access.Person, error) bool) {
		err := s.read(ctx, "read the roster of "+day.String(), func(v *view) error {
			var run int64
			err := v.get(&run, "SELECT run FROM roster JOIN run ON run.id = run WHERE good = 1 AND day <= ? ORDER BY run DESC LIMIT 1",
				day.String())
			if err != nil {
				return err
			}
			return v.each(func(rows *sql.Rows) error {
				p, err := scanPerson(rows)
				if err == nil && !yield(p, nil) {
					err = errStop
				}
				return err
			}, "SELECT person, body FROM person_span WHERE from_run <= ? AND (to_run IS NULL OR to_run > ?) ORDER BY person", run, run)
		})
		if err != nil && !stopped(err) {
			yield(access.Person{}, err)
		}
	}
}

// body is the fingerprint of a person's record.
func (m *marker) body(text []byte) int64 { return m.start().bytes(text).end() }

// scanPerson reads a person's id and record, and whatever more the row holds.
func scanPerson(rows *sql.Rows, more ...any) (access.Person, error) {
	var id string
	var body sql.RawBytes
	if err := rows.Scan(append([]any{&id, &body}, more...)...); err != nil {
		return access.Person{}, err
	}
	var b personBody
	if err := json.Unmarshal(body, &b); err != nil {
		return access.Person{}, fmt.Errorf("the record of %q can't be read: restore the store from its backup: %w", id, err)
	}
	return b.person(id), nil
}
