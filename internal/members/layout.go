package members

import (
	"maps"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// layout says in which column of an export each thing stands; -1 for nowhere.
type layout struct {
	id, login, email, name, status, kind, employee, created, lastActive, mfa, seat, entitlements int

	further []placed
}

// placed is a further column of access in its place.
type placed struct {
	furtherColumn
	column int
}

func newLayout(o *Options, t *table.Table) *layout {
	l := &layout{
		id: t.Column(fieldID), login: t.Column(fieldLogin), email: t.Column(fieldEmail), name: t.Column(fieldName),
		status: t.Column(fieldStatus), kind: t.Column(fieldKind), employee: t.Column(fieldEmployee),
		created: t.Column(fieldCreated), lastActive: t.Column(fieldLastActive), mfa: t.Column(fieldMFA),
		seat: t.Column(fieldSeat), entitlements: t.Column(fieldEntitlements),
	}
	// a header that is configured as the id is the login or address all the same, where it is called so
	if l.id >= 0 {
		header := t.Columns()[l.id].Header
		if l.login < 0 && isHeaderOf(fieldLogin, header) {
			l.login = l.id
		}
		if l.email < 0 && isHeaderOf(fieldEmail, header) {
			l.email = l.id
		}
	}
	// an app that lists no ids names its accounts by what people sign in with
	for _, stand := range []int{l.login, l.email} {
		if l.id < 0 {
			l.id = stand
		}
	}
	for _, c := range o.further() {
		l.further = append(l.further, placed{furtherColumn: c, column: t.Column(c.field())})
	}
	return l
}

// reach says what an export with these columns lets be seen.
func (l *layout) reach(o *Options) access.Reach {
	facets := []access.Facet{
		{Name: access.FacetMembers, Listed: access.Yes},
		seen(access.FacetGuests, l.kind, "the export has no column of kinds"),
		seen(access.FacetBots, l.kind, "the export has no column of kinds"),
		seen(access.FacetInvitations, l.status, "the export has no status column"),
	}
	facets = append(facets, l.entitlementFacets(o)...)
	actions := make([]access.Facet, 0, len(access.ActionKinds()))
	for _, kind := range access.ActionKinds() {
		actions = append(actions, access.Facet{Name: string(kind), Listed: access.No, Why: "an export cannot be changed through"})
	}
	return access.Reach{Facets: facets, Actions: actions}
}

func seen(name string, column int, why string) access.Facet {
	if column < 0 {
		return access.Facet{Name: name, Listed: access.Unknown, Why: why}
	}
	return access.Facet{Name: name, Listed: access.Yes}
}

// entitlementFacets says which access is listed: all of it in a column of entitlements with types, else that of the types
// and keys which columns are named for.
func (l *layout) entitlementFacets(o *Options) []access.Facet {
	if l.entitlements >= 0 && o.Reading.EntitlementType == "" {
		return []access.Facet{{Name: access.FacetEntitlements, Listed: access.Yes}}
	}
	// listed holds what is listed, each with the levels that are not.
	listed, known := map[string][]string{}, newEntitlements(&o.Reading)
	if l.entitlements >= 0 {
		listed[fold.Key(o.Reading.EntitlementType)] = nil
	}
	for _, c := range l.further {
		if c.flag == "" {
			listed[fold.Key(c.entitlementType)] = nil
			continue
		}
		e, _ := known.parse(c.flag, "")
		name := fold.Key(e.Base())
		lacking, met := listed[name]
		if e.Level != "" && !met {
			lacking = known.levels[e.Type]
		}
		if e.Level == "" {
			lacking = nil
		}
		listed[name] = slices.DeleteFunc(slices.Clone(lacking), func(level string) bool { return fold.Key(level) == fold.Key(e.Level) })
	}
	names := slices.Sorted(maps.Keys(listed))
	facets := make([]access.Facet, 0, len(names)+1)
	for _, name := range names {
		f := access.Facet{Name: name, Listed: access.Yes}
		if lacking := listed[name]; len(lacking) > 0 {
			f.Listed, f.Why = access.Unknown, fold.Clean("not with the level "+strings.Join(lacking, ", "))
		}
		facets = append(facets, f)
	}
	why := "accounts are judged, and not what they hold, as the export has no column of it: add one, and name it under " +
		"`columns: {entitlements: ...}` or `entitlement_columns:`"
	if len(names) > 0 {
		why = "the export lists only " + strings.Join(names, ", ")
	}
	return append(facets, access.Facet{Name: access.FacetEntitlements, Listed: access.No, Why: fold.Clean(why)})
}
