package sandbox

import (
	"cmp"
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// check holds a document against what every snapshot keeps, and gives ids to what has only a key.
func (s *source) check(d *document) error {
	if d.version != version {
		return s.at(max(s.keys["sandbox"], 1), `"sandbox" must be %d, the version of the form: write {"sandbox": %[1]d, ...}`, version)
	}
	if err := cmp.Or(s.checkFacets("facets", d.facets), s.checkFacets("actions", d.actions)); err != nil {
		return err
	}
	for kind, order := range d.levels {
		if kind == "" || kind == access.AccountType || slices.Contains(order, "") {
			return s.at(s.keys["levels"], `"levels": a type or level is "" or %q; give it a name`, access.AccountType)
		}
	}
	if slices.Contains(d.top, "") {
		return s.at(s.keys["top"], `"top": a type or key is ""; leave it out`)
	}
	known := catalogue{document: d, ids: map[string]bool{access.AccountType: true}, keys: map[string]string{}}
	for i := range d.entitlements {
		if err := known.declare(&d.entitlements[i]); err != nil {
			return s.at(s.items["entitlements"][i], "%w", err)
		}
	}
	ids := make(map[string]bool, len(d.accounts))
	for i := range d.accounts {
		a, line := &d.accounts[i], s.items["accounts"][i]
		if a.ID == "" || ids[a.ID] {
			return s.at(line, "account %q: the id is missing or another account's: give it one of its own", fold.Clean(a.ID))
		}
		ids[a.ID] = true
		if err := known.holds(a); err != nil {
			return s.at(line, "account %q: %w", fold.Clean(a.ID), err)
		}
	}
	return nil
}

func (s *source) checkFacets(key string, facets []access.Facet) error {
	names := map[string]bool{"": true}
	for _, f := range facets {
		clean := fold.Clean(f.Name)
		switch {
		case names[f.Name] || f.Name != fold.Key(f.Name):
			return s.at(s.keys[key], "%q: %q is no name in lower case, or stands twice; correct it", key, clean)
		case key == "actions" && !slices.Contains(access.ActionKinds(), access.ActionKind(f.Name)):
			return s.at(s.keys[key], "%q: there is no action %q; write one of %q", key, clean, access.ActionKinds())
		case f.Listed != access.Yes && f.Why == "":
			return s.at(s.keys[key], "%q: nothing says why %s is not `listed`; add `why`", key, clean)
		}
		names[f.Name] = true
	}
	return nil
}

// catalogue is what accounts can hold.
type catalogue struct {
	*document
	ids map[string]bool
	// keys gives the id of the first entitlement with a key.
	keys map[string]string
}

// declare adds an entitlement to the known ones.
func (c *catalogue) declare(e *entitlement) error {
	key := e.key()
	if e.ID == "" {
		e.ID = key
	}
	switch {
	case e.Type == "" || e.Name == "" || e.Type == access.AccountType:
		return fmt.Errorf("entitlement %q has no type or name of its own: give it one", fold.Clean(e.ID))
	case c.ids[e.ID]:
		return fmt.Errorf("the id of entitlement %q is another's: give it one of its own", fold.Clean(e.ID))
	}
	if err := c.levelled(e); e.Level != "" && err != nil {
		return err
	}
	c.ids[e.ID] = true
	if _, taken := c.keys[key]; !taken {
		c.keys[key] = e.ID
	}
	return nil
}

// holds puts ids for what an account holds, and declares what only the account names.
func (c *catalogue) holds(a *account) error {
	seen := make(map[[2]string]bool, len(a.Holds))
	for i := range a.Holds {
		h := &a.Holds[i]
		if err := c.resolve(&h.Entitlement); err != nil {
			return err
		}
		if h.Via != "" {
			if err := c.resolve(&h.Via); err != nil {
				return err
			}
		}
		pair := [2]string{h.Entitlement, h.Via}
		if seen[pair] {
			return fmt.Errorf("%q is held twice: leave one out", fold.Clean(h.Entitlement))
		}
		seen[pair] = true
	}
	return nil
}

// resolve turns an id or key into the id.
func (c *catalogue) resolve(text *string) error {
	if *text == access.AccountType {
		return fmt.Errorf("%q is what every account has: leave it out", *text)
	}
	if c.ids[*text] {
		return nil
	}
	if id, ok := c.keys[*text]; ok {
		*text = id
		return nil
	}
	e, ok := access.ParseEntitlement(*text, c.levels)
	if !ok {
		return fmt.Errorf("there is no entitlement %q: write type:name, or declare it under `entitlements`", fold.Clean(*text))
	}
	c.entitlements = append(c.entitlements, entitlement(e))
	return c.declare(&c.entitlements[len(c.entitlements)-1])
}
