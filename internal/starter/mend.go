package starter

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/members"
	"reconcile/internal/table"
)

// read reads the export as the run will. What the reader refuses for a word it does not know is given the harmless meaning,
// and read again: an account counts as in use, and as a person's.
func (a *app) read(ctx context.Context) error {
	const most = 40
	for range most {
		s, err := members.ReadFile(ctx, a.path, table.Options{Format: formatOf(a.kind)}, a.options)
		if err == nil {
			a.snapshot = s
			a.snapshot.Target = a.name
			return nil
		}
		if !a.mend(err) {
			return err
		}
	}
	return fmt.Errorf("%s has more than %d words that are not known: is it the member export?", a.path, most)
}

// mend changes the reading so that it does not fail in the same way again; false if it can't.
func (a *app) mend(err error) bool {
	var fault *table.Error
	if !errors.As(err, &fault) || fault.Place.Row == 0 {
		return false
	}
	c := a.titled(fault.Place.Column)
	if c == nil {
		return false
	}
	cell, _ := a.cell(c, fault.Place.Row)
	r := &a.options.Reading
	name := c.field
	if _, flag := r.EntitlementFlags[c.header]; flag {
		return add(r.Flags, cell, members.FlagWord(access.Yes)) && a.note("flags", cell, "yes")
	}
	switch name {
	case "status":
		return add(r.Statuses, cell, members.StatusWord(access.Enabled)) && a.note("statuses", cell, "enabled")
	case "kind":
		kind, meaning := access.Human, "human"
		switch kindWord(cell) {
		case "guest":
			kind, meaning = access.Guest, "guest"
		case "bot":
			kind, meaning = access.Bot, "bot"
		}
		return add(r.Kinds, cell, members.KindWord(kind)) && a.note("kinds", cell, meaning)
	case "mfa", "seat":
		return add(r.Flags, cell, members.FlagWord(access.Unknown)) && a.note("flags", cell, "unknown")
	case "id", "login", "email":
		// an account in several rows has one for each of its memberships
		lists := a.of("entitlements") != nil || len(r.EntitlementColumns) > 0
		if r.Rows == "memberships" || len(c.distinct()) == len(c.cells) || !lists {
			return false
		}
		r.Rows = "memberships"
		return true
	default:
		return false
	}
}

func add[W any](words map[string]W, cell string, meaning W) bool {
	if _, done := words[cell]; done {
		return false
	}
	words[cell] = meaning
	return true
}

// evident reports whether what a word was given is what it says: an owner is a person, and a guest a guest.
func (p pair) evident() bool {
	return p.value == kindWord(p.key) || p.value == "human" && power(p.key) > 0
}

// note keeps what a word was given, to be written and told; false for what a configuration can't hold.
func (a *app) note(key, cell, meaning string) bool {
	a.mended[key] = append(a.mended[key], pair{cell, meaning})
	return len([]rune(cell)) <= 60 && strings.TrimSpace(cell) != "" && fold.Text(visible(cell)) == fold.Text(cell)
}
