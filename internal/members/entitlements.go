package members

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// entitlements are what the accounts of an export hold, each once. Keys that differ in ASCII case alone are one.
type entitlements struct {
	list []access.Entitlement
	byID map[string]int32
	// met finds what a text of a cell stands for: by type, then text.
	met    map[string]map[string]int32
	levels map[string][]string
}

func newEntitlements(r *Reading) entitlements {
	return entitlements{
		list: []access.Entitlement{access.AccountEntitlement()}, byID: map[string]int32{},
		met: map[string]map[string]int32{}, levels: r.Levels,
	}
}

// hold reads what the present row's account holds into b.now, without repetition.
func (b *builder) hold(row []string) error {
	b.now = b.now[:0]
	if b.entitlements >= 0 {
		if err := b.holdAll(row[b.entitlements], b.options.Reading.EntitlementType, b.entitlements); err != nil {
			return err
		}
	}
	for i := range b.further {
		c := &b.further[i]
		if c.flag == "" {
			if err := b.holdAll(row[c.column], c.entitlementType, c.column); err != nil {
				return err
			}
			continue
		}
		flag, err := b.flagOf(row, c.column)
		if err != nil {
			return err
		}
		if flag == access.Yes {
			if err := b.holdOne(c.flag, "", c.column); err != nil {
				return err
			}
		}
	}
	return nil
}

// holdAll reads a cell of several entitlements.
func (b *builder) holdAll(cell, entitlementType string, column int) error {
	for rest, more := cell, cell != ""; more; {
		var item string
		item, rest, more = strings.Cut(rest, b.options.Reading.Separator)
		if item = strings.TrimSpace(item); item == "" || nothing(item) {
			continue
		}
		if err := b.holdOne(item, entitlementType, column); err != nil {
			return err
		}
	}
	return nil
}

// holdOne adds an entitlement by its key, or by its name where the type is known.
func (b *builder) holdOne(item, entitlementType string, column int) error {
	met := b.held.met[entitlementType]
	index, known := met[item]
	if !known {
		e, err := b.entitlement(item, entitlementType, column)
		if err != nil {
			return err
		}
		index = b.held.add(e)
		if met == nil {
			met = map[string]int32{}
			b.held.met[entitlementType] = met
		}
		met[strings.Clone(item)] = index
	}
	if index > 0 && !slices.ContainsFunc(b.now, func(g access.Grant) bool { return g.Entitlement == index }) {
		b.now = append(b.now, access.Grant{Entitlement: index})
	}
	return nil
}

// entitlement reads an entitlement as written.
func (b *builder) entitlement(item, entitlementType string, column int) (access.Entitlement, error) {
	key := clean(item)
	if entitlementType != "" {
		key = entitlementType + ":" + key
	}
	e, ok := access.ParseEntitlement(key, b.held.levels)
	if e.Type, e.Name = strings.TrimSpace(e.Type), strings.TrimSpace(e.Name); !ok || e.Type != access.AccountType && (e.Type == "" || e.Name == "") {
		return e, b.fault(column, "write type:name, or say the type of all under `entitlement_type:`", "%s has no type", quote(item))
	}
	if e.Type == access.AccountType && e.Name != "" {
		return e, b.fault(column, "use another word for the type", "%s: `account` is the account itself, and no type", quote(item))
	}
	if order := b.held.levels[e.Type]; e.Level != "" && len(order) > 0 {
		i := slices.IndexFunc(order, func(level string) bool { return fold.Key(level) == fold.Key(e.Level) })
		if i < 0 {
			return e, b.fault(column, fmt.Sprintf("add it to `levels: {%s: ...}` in its place", e.Type), "the level %s of %s is not known",
				quote(e.Level), quote(e.Base()))
		}
		e.Level = order[i]
	}
	e.Type, e.Name, e.Level = strings.Clone(e.Type), strings.Clone(e.Name), strings.Clone(e.Level)
	e.ID = fold.Key(e.Key())
	return e, nil
}

// add returns the place of an entitlement. Of several spellings the one that sorts first is shown, whatever their order.
func (s *entitlements) add(e access.Entitlement) int32 {
	if e.Type == access.AccountType {
		return 0
	}
	if i, known := s.byID[e.ID]; known {
		if had := &s.list[i]; e.Key() < had.Key() {
			*had = e
		}
		return i
	}
	i := int32(len(s.list))
	s.list = append(s.list, e)
	s.byID[e.ID] = i
	return i
}

// settle sorts the entitlements by id, behind the account itself, and the grants after them.
func (s *entitlements) settle(accounts []access.Account) []access.Entitlement {
	order := make([]int32, len(s.list))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order[1:], func(a, b int32) int { return cmp.Compare(s.list[a].ID, s.list[b].ID) })
	place := make([]int32, len(order))
	sorted := make([]access.Entitlement, len(order))
	for i, old := range order {
		place[old], sorted[i] = int32(i), s.list[old]
	}
	for i := range accounts {
		grants := accounts[i].Grants
		for k := range grants {
			grants[k].Entitlement = place[grants[k].Entitlement]
		}
		if len(grants) > 1 {
			slices.SortFunc(grants, func(a, b access.Grant) int { return cmp.Compare(a.Entitlement, b.Entitlement) })
			accounts[i].Grants = slices.CompactFunc(grants, func(a, b access.Grant) bool { return a.Entitlement == b.Entitlement })
		}
	}
	return sorted
}
