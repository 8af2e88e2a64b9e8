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
	// levelled finds the spelling under which a type has levels.
	levelled map[string]string
}

func newEntitlements(r *Reading) entitlements {
	s := entitlements{
		list: []access.Entitlement{access.AccountEntitlement()}, byID: map[string]int32{},
		met: map[string]map[string]int32{}, levels: r.Levels, levelled: map[string]string{},
	}
	for entitlementType := range r.Levels {
		s.levelled[fold.Key(entitlementType)] = entitlementType
	}
	return s
}

// hold reads what the present row's account holds into b.now; what is repeated goes when all is settled.
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
		if flag == access.Unknown && !nothing(row[c.column]) {
			return b.fault(c.column, fmt.Sprintf("say what it means under `flags:`, such as {%q: no}", short(row[c.column])),
				"%s does not tell whether %s is held", quote(row[c.column]), quote(c.flag))
		}
		if flag == access.Yes {
			if err := b.holdOne(c.flag, "", c.column); err != nil {
				return err
			}
		}
	}
	return nil
}

// holdAll reads a cell of several entitlements. A cell may say that there are none; what stands in a list, or could be a
// name such as NA, is one.
func (b *builder) holdAll(cell, entitlementType string, column int) error {
	if nothing(cell) && fold.Text(cell) != "na" {
		return nil
	}
	for rest, more := cell, true; more; {
		var item string
		item, rest, more = strings.Cut(rest, b.options.Reading.Separator)
		if item = strings.TrimSpace(item); item == "" {
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
	if index > 0 {
		b.now = append(b.now, access.Grant{Entitlement: index})
	}
	return nil
}

// entitlement reads an entitlement as written.
func (b *builder) entitlement(item, entitlementType string, column int) (access.Entitlement, error) {
	if isError(item) {
		return access.Entitlement{}, b.broken(column, item)
	}
	e, ok := b.held.parse(clean(item), entitlementType)
	if !ok {
		return e, b.fault(column, "write type:name, or say the type of all under `entitlement_type:`", "%s has no type", quote(item))
	}
	if fold.Key(e.Type) == access.AccountType && e.Name != "" {
		return e, b.fault(column, "use another word for the type", "%s: `account` is the account itself, and no type", quote(item))
	}
	if order := b.held.levels[e.Type]; e.Level != "" && len(order) > 0 {
		i := rank(order, e.Level)
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

// rank returns the place of a level among those of its type, -1 if it is none of them.
func rank(order []string, level string) int {
	return slices.IndexFunc(order, func(known string) bool { return fold.Key(known) == fold.Key(level) })
}

// parse splits a key, or a name of a type that is known. A type with levels is known in whatever case.
func (s *entitlements) parse(text, entitlementType string) (access.Entitlement, bool) {
	name := text
	if entitlementType == "" {
		if fold.Key(text) == access.AccountType {
			return access.AccountEntitlement(), true
		}
		entitlementType, name, _ = strings.Cut(text, ":")
	}
	entitlementType, name = strings.TrimSpace(entitlementType), strings.TrimSpace(name)
	if known, levelled := s.levelled[fold.Key(entitlementType)]; levelled {
		entitlementType = known
	}
	e, ok := access.ParseEntitlement(entitlementType+":"+name, s.levels)
	e.Name, e.Level = strings.TrimSpace(e.Name), strings.TrimSpace(e.Level)
	return e, ok && e.Name != ""
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
