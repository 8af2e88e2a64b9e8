package starter

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/members"
	"reconcile/internal/table"
)

// app is a member export with what was found out about its file.
type app struct {
	*survey
	name, path string
	options    members.Options
	dates      order
	snapshot   access.Snapshot
	// privileged are globs of access that its name says is privileged; further counts those that are too many to name.
	privileged []string
	further    int
	// unordered are types with levels whose order is not known, each with the levels met.
	unordered map[string][]string
	// mended are words without a known meaning that were given the harmless one, by the key they stand under.
	mended map[string][]pair
	// left are columns that say yes or no, and might be access.
	left []string

	// humans counts the accounts that may be linked to a person (access.Match.Linkable), linked those that are.
	humans, linked int
	matches        []access.Match
	held           holders
}

// readApp reads a member export, and finds what its columns are.
func readApp(ctx context.Context, name, path string, now time.Time) (*app, error) {
	a := &app{
		name: name, path: path, unordered: map[string][]string{}, mended: map[string][]pair{},
		options: members.Options{Now: func() time.Time { return now }, Reading: members.Reading{
			Columns: map[string]string{}, Rows: "accounts", Separator: ";", EntitlementColumns: map[string]string{},
			EntitlementFlags: map[string]string{}, Levels: map[string][]string{}, Statuses: map[string]members.StatusWord{},
			Kinds: map[string]members.KindWord{}, Flags: map[string]members.FlagWord{},
		}},
	}
	var err error
	if a.survey, err = look(ctx, path, a.options.Fields(), "id", "login", "email", "name", ""); err != nil {
		return nil, err
	}
	if err := a.findID(); err != nil {
		return nil, err
	}
	a.findFields()
	a.findAccess()
	a.dates = a.orderOf(a.of("created"), a.of("last_active"))
	a.options.Reading.Dates = a.dates.word
	if err := a.read(ctx); err != nil {
		return nil, err
	}
	a.findPrivileged()
	return a, nil
}

// findID finds what names accounts where no header says so.
func (a *app) findID() error {
	if a.of("id") != nil || a.of("login") != nil || a.of("email") != nil {
		return nil
	}
	if c := a.ids(); c != nil {
		a.options.Reading.Columns["id"] = c.header
		c.field = "id"
		return nil
	}
	_, err := members.Check(a.path, table.Options{Format: formatOf(a.kind)}, a.options)
	if err == nil {
		err = fmt.Errorf("%s has no column that tells its rows apart: export it with ids, logins or addresses", a.path)
	}
	return err
}

// findFields finds the address, the status and the kind where no header tells them.
func (a *app) findFields() {
	columns := a.options.Reading.Columns
	if a.of("email") == nil {
		for i := range a.columns {
			c := &a.columns[i]
			if !c.nameable || !c.addresses() || c.field != "" && c.field != "login" && c.field != "id" || privateMail(c.header) {
				continue
			}
			columns["email"] = c.header
			if c.field == "" {
				c.field = "email"
			} else {
				columns[c.field] = c.header
			}
			break
		}
	}
	for _, c := range a.free() {
		switch {
		case a.of("status") == nil && c.closing():
			columns["status"], c.field = c.header, "status"
			for _, w := range c.distinct() {
				a.options.Reading.Statuses[w] = closed(w)
			}
		case a.of("kind") == nil && !says(c.header, "title", "name", "team", "teams", "group", "groups") && c.items("\x00") &&
			slices.ContainsFunc(c.distinct(), func(w string) bool { return kindWord(w) != "" }):
			columns["kind"], c.field = c.header, "kind"
		}
	}
}

// closing reports whether a column says of every account whether it is closed out.
func (c *column) closing() bool {
	return c.yesNo() && len(c.filled()) == len(c.cells) &&
		says(c.header, "suspended", "deactivated", "disabled", "blocked", "archived", "suspendido", "desactivado", "bloqueado")
}

// closed is the status that yes or no means in a column that says who is closed out.
func closed(w string) members.StatusWord {
	if slices.Contains([]string{"yes", "true", "1", "x", "y", "si", "s", "verdadero"}, fold.Text(w)) {
		return members.StatusWord(access.Suspended)
	}
	return members.StatusWord(access.Enabled)
}

// findAccess finds the columns of access: one of everything, columns that are named for a type, flags of products and of
// administrators, and a status or kind that is a rank too.
func (a *app) findAccess() {
	r := &a.options.Reading
	named := a.namedColumns()
	lists := slices.Clone(named)
	all := a.of("entitlements")
	if all != nil {
		lists = append(lists, all)
	}
	r.Separator = separatorOf(lists)
	for _, c := range named {
		if !c.items(r.Separator) {
			continue
		}
		t := typeOf(c.header)
		if c.field != "" {
			r.Columns[c.field] = c.header
			t = "role"
		}
		r.EntitlementColumns[c.header] = t
		a.findLevels(c, t)
	}
	if all == nil {
		return
	}
	if !all.typed(r.Separator) {
		r.EntitlementType = cmp.Or(typeOf(all.header), "access")
	}
	a.findLevels(all, r.EntitlementType)
}

// namedColumns returns the columns that are named for a type of access or are a rank too, and takes those that are flags.
func (a *app) namedColumns() (named []*column) {
	for i := range a.columns {
		c := &a.columns[i]
		shared := c.field == "status" || c.field == "kind"
		switch {
		case c.field != "" && !shared, !c.nameable:
		case shared:
			if slices.ContainsFunc(c.distinct(), func(w string) bool { return power(w) > 0 }) {
				named = append(named, c)
			}
		case a.survey.dates(c):
		case typeOf(c.header) != "" && !c.yesNo():
			named = append(named, c)
		case productOf(c.header) != "" && len(c.distinct()) <= 6:
			a.flag(c, "product:"+productOf(c.header))
		case c.yesNo() && says(c.header, "admin", "administrator", "administrador", "owner"):
			a.flag(c, "role:"+strings.TrimSpace(strings.TrimPrefix(fold.Text(visible(c.header)), "is ")))
		case c.mayBeAccess():
			a.left = append(a.left, c.header)
		}
	}
	return named
}

// flag takes a column for one access, unless another one stands for it already.
func (a *app) flag(c *column, key string) {
	flags := a.options.Reading.EntitlementFlags
	for _, other := range flags {
		if other == key {
			a.left = append(a.left, c.header)
			return
		}
	}
	flags[c.header] = key
}

// findLevels declares the types of a column's items that carry levels; untyped items are all of one type.
func (a *app) findLevels(c *column, of string) {
	for kind, met := range c.levelled(a.options.Reading.Separator) {
		if of != "" {
			kind = of
		}
		order, ok := ranked(met)
		if !ok {
			a.unordered[kind] = met
		}
		a.options.Reading.Levels[kind] = order
	}
}

// findPrivileged lists the access that its name says is privileged, the most powerful first.
func (a *app) findPrivileged() {
	type ranked struct {
		glob string
		rank int
	}
	var list []ranked
	for i := range a.snapshot.Entitlements {
		e := &a.snapshot.Entitlements[i]
		glob, rank := e.Base(), 0
		switch {
		case e.Level != "" && power(e.Level) > 0:
			glob, rank = e.Type+":*="+e.Level, power(e.Level)
		case slices.Contains([]string{"role", "permission", "access", "seat", "license"}, e.Type):
			rank = power(e.Name)
		}
		met := slices.ContainsFunc(list, func(r ranked) bool { return r.glob == glob })
		if rank > 0 && !met && !strings.ContainsAny(e.Name, `*?\`) {
			list = append(list, ranked{glob, rank})
		}
	}
	slices.SortStableFunc(list, func(x, y ranked) int { return x.rank - y.rank })
	const most = 20
	a.further = max(0, len(list)-most)
	for _, r := range list[:len(list)-a.further] {
		a.privileged = append(a.privileged, r.glob)
	}
}

// link takes in whose the accounts are, and counts them as every report does.
func (a *app) link(matches []access.Match) {
	a.matches, a.humans, a.linked = matches, 0, 0
	for i := range a.snapshot.Accounts {
		if matches[i].Linkable(&a.snapshot.Accounts[i]) {
			a.humans++
			if matches[i].Class == access.Linked {
				a.linked++
			}
		}
	}
	a.held = a.holdersOf()
}
