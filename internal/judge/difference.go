package judge

import (
	"cmp"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// mostDifferences is how many accesses a difference lists.
const mostDifferences = 1000

// Difference says, person by person, what is due under this judgement's rules and not under others, and the other way
// round. Both judge the same roster.
func (j *Judge) Difference(accepted *Judge) *access.RulesChange {
	c := &access.RulesChange{Access: []access.RulesAccess{}}
	type pair struct{ now, before *rules.Set }
	same := map[pair]bool{}
	for i := range j.in.Roster.People {
		person := int32(i)
		now, before := j.setOf[i], accepted.setOf[i]
		plain := len(j.excepted[person])+len(accepted.excepted[person]) == 0
		if plain && same[pair{now, before}] {
			continue
		}
		given := missingFrom(accepted.dues(person), j.dues(person))
		taken := missingFrom(j.dues(person), accepted.dues(person))
		if plain && len(given)+len(taken) == 0 {
			same[pair{now, before}] = true
		}
		c.Given += len(given)
		c.Taken += len(taken)
		p := &j.in.Roster.People[i]
		for k, d := range slices.Concat(given, taken) {
			if len(c.Access) == mostDifferences {
				break
			}
			c.Access = append(c.Access, access.RulesAccess{
				Person: access.PersonName{ID: p.ID, Name: p.Name}, Target: d.Target, Entitlement: d.Key, Given: k < len(given),
				Rule: d.Sources[0].At,
			})
		}
	}
	return c
}

// dues is what is due to a person by roles, migrations and exceptions, by target and key.
func (j *Judge) dues(person int32) []rules.Due {
	var list []rules.Due
	if s := j.setOf[person]; s != nil {
		list = append(list, s.Dues...)
	}
	for _, x := range j.excepted[person] {
		if !x.holds {
			continue
		}
		for _, g := range x.entry.Grants {
			list = append(list, rules.Due{Target: g.Target, Key: g.Key, Sources: []rules.Cause{{
				Kind: "exception", Name: x.entry.Reason, At: place(x.entry.At.File, x.entry.At.Line),
			}}})
		}
	}
	slices.SortStableFunc(list, compareDues)
	return slices.CompactFunc(list, func(a, b rules.Due) bool { return compareDues(a, b) == 0 })
}

func compareDues(a, b rules.Due) int {
	return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(fold.Key(a.Key), fold.Key(b.Key)))
}

// missingFrom returns the dues of a sorted list that another one does not have.
func missingFrom(list, of []rules.Due) []rules.Due {
	var missing []rules.Due
	for _, d := range of {
		if _, found := slices.BinarySearchFunc(list, d, compareDues); !found {
			missing = append(missing, d)
		}
	}
	return missing
}
