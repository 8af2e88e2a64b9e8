package archive

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// people are those on the roster of a day.
type people struct {
	names       map[string]access.PersonName
	departments map[string]string
	// now is the id of whom a former id is; a read may be older than the roster.
	now map[string]string
	// asked is the id of the one asked for, "" for all.
	asked string
}

// people reads the roster of the day, and finds whom the query asks for.
func (a *Archive) people(ctx context.Context, q Query) (*people, error) {
	all := &people{names: map[string]access.PersonName{}, departments: map[string]string{}, now: map[string]string{}}
	var found [3][]string
	key, text := fold.Key(q.Person), fold.Text(q.Person)
	for p, err := range a.store.PeopleOn(ctx, q.AsOf) {
		if err != nil {
			return nil, err
		}
		all.departments[p.ID] = strings.Join(p.Attributes.Department, ", ")
		all.names[p.ID] = access.PersonName{ID: p.ID, Name: p.Name, Email: p.Email}
		for _, id := range p.FormerIDs {
			all.now[id] = p.ID
		}
		if key == "" {
			continue
		}
		mail := func(address string) bool { return fold.Key(address) == key }
		switch {
		case fold.Key(p.ID) == key || slices.ContainsFunc(p.FormerIDs, func(id string) bool { return fold.Key(id) == key }):
			found[0] = append(found[0], p.ID)
		case mail(p.Email) || slices.ContainsFunc(p.Aliases, mail):
			found[1] = append(found[1], p.ID)
		case fold.Text(p.Name) == text:
			found[2] = append(found[2], p.ID)
		}
	}
	if key == "" {
		return all, nil
	}
	for _, ids := range found {
		switch len(ids) {
		case 0:
		case 1:
			all.asked = ids[0]
			return all, nil
		default:
			return nil, fmt.Errorf("%q names several people: %s; give an id", fold.Clean(q.Person), fold.Clean(strings.Join(ids, ", ")))
		}
	}
	if len(all.names) == 0 {
		return nil, fmt.Errorf("the store holds no good roster of %s or before: ask for a later day", q.AsOf)
	}
	return nil, fmt.Errorf("nobody on the roster of %s has the id, work e-mail or name %q", q.AsOf, fold.Clean(q.Person))
}

// ids are all ids of the one asked for, none for everybody.
func (p *people) ids() []string {
	if p.asked == "" {
		return nil
	}
	ids := []string{p.asked}
	for former, now := range p.now {
		if now == p.asked {
			ids = append(ids, former)
		}
	}
	return ids
}

// held goes through accesses, each of whom it is now.
func (p *people) held(all iter.Seq2[access.Held, error]) iter.Seq2[access.Held, error] {
	return func(yield func(access.Held, error) bool) {
		for h, err := range all {
			if now, changed := p.now[h.Person]; changed {
				h.Person = now
			}
			if !yield(h, err) {
				return
			}
		}
	}
}
