package history

import (
	"cmp"
	"iter"
)

// Open is a thing whose interval is open: an account, a person, an entitlement.
type Open struct {
	// ID is the thing's own id, Ref the store's number for it.
	ID  string
	Ref int64
	// Facts and Holds are fingerprints of what is known of it and of what it holds.
	Facts, Holds int64
}

// Seen is a thing that a read saw.
type Seen struct {
	ID           string
	Facts, Holds int64
}

// Changes are what a read changes. Indexes are of the things seen.
type Changes struct {
	// Opened were not known.
	Opened []int
	// Changed were known with other facts, or holding other things.
	Changed []Change
	// Gone are known and were not seen.
	Gone []Open
}

// Change is a thing that is known and seen, and differs.
type Change struct {
	Index int
	Was   Open
	// Facts and Holds say in what it differs.
	Facts, Holds bool
}

// Empty reports whether there is nothing to change.
func (c *Changes) Empty() bool { return len(c.Opened)+len(c.Changed)+len(c.Gone) == 0 }

// Merge compares what is open with what was seen. Both are sorted by id, bytewise, with distinct ids. Only a complete read
// says that something is gone: in any other one, absence means nothing.
func Merge(open iter.Seq[Open], seen []Seen, complete bool) Changes {
	var c Changes
	i := 0
	for was := range open {
		for i < len(seen) && seen[i].ID < was.ID {
			c.Opened = append(c.Opened, i)
			i++
		}
		if i == len(seen) || seen[i].ID != was.ID {
			if complete {
				c.Gone = append(c.Gone, was)
			}
			continue
		}
		now := &seen[i]
		if facts, holds := now.Facts != was.Facts, now.Holds != was.Holds; facts || holds {
			c.Changed = append(c.Changed, Change{Index: i, Was: was, Facts: facts, Holds: holds})
		}
		i++
	}
	for ; i < len(seen); i++ {
		c.Opened = append(c.Opened, i)
	}
	return c
}

// Grant is an entitlement held, by the store's numbers; Via 0 is a direct grant.
type Grant struct {
	Entitlement, Via int64
	ManagedBy        string
}

// Order compares grants by entitlement, then by what they are held through.
func (g Grant) Order(other Grant) int {
	return cmp.Or(cmp.Compare(g.Entitlement, other.Entitlement), cmp.Compare(g.Via, other.Via))
}

// Grants compares what one account held with what it was seen to hold, both in Order and without duplicates. A grant that
// somebody else manages now is closed and opened; one that was not seen is closed by a complete read only.
func Grants(open, seen []Grant, complete bool) (opened, closed []Grant) {
	i := 0
	for _, was := range open {
		for i < len(seen) && seen[i].Order(was) < 0 {
			opened = append(opened, seen[i])
			i++
		}
		switch {
		case i == len(seen) || seen[i].Order(was) != 0:
			if complete {
				closed = append(closed, was)
			}
		case seen[i] != was:
			closed, opened = append(closed, was), append(opened, seen[i])
			i++
		default:
			i++
		}
	}
	return append(opened, seen[i:]...), closed
}
