package correlate

import (
	"sort"

	"reconcile/internal/access"
)

// roles decides, where a person has several accounts, which one is primary. Further open accounts are duplicates.
func (x *Index) roles(s *access.Snapshot, matches []access.Match, past []access.PastLink) {
	first := make([]int32, len(x.roster.People)) // the account's index + 1
	var several map[int32][]int
	for i := range matches {
		m := &matches[i]
		if m.Class != access.Linked || m.Role != access.Primary {
			continue
		}
		if first[m.Person] == 0 {
			first[m.Person] = int32(i) + 1
			continue
		}
		if several == nil {
			several = map[int32][]int{}
		}
		if several[m.Person] == nil {
			several[m.Person] = []int{int(first[m.Person]) - 1}
		}
		several[m.Person] = append(several[m.Person], i)
	}
	for _, accounts := range several {
		sort.Slice(accounts, func(i, k int) bool { return before(s, matches, past, accounts[i], accounts[k]) })
		for _, i := range accounts[1:] {
			if s.Accounts[i].Open() {
				matches[i].Role = access.Duplicate
			}
		}
	}
}

// before orders a person's accounts, the primary one first: an open one; of those the marked one, else the primary one of
// the last good read, else an enabled one before what is yet to be accepted or reopened, else one by work e-mail before
// one by alias, else the oldest, else the lowest id.
func before(s *access.Snapshot, matches []access.Match, past []access.PastLink, i, k int) bool {
	a, b := &s.Accounts[i], &s.Accounts[k]
	by, other := matches[i].By, matches[k].By
	for _, first := range [...][2]bool{
		{a.Open(), b.Open()},
		{by == access.ByIdentity, other == access.ByIdentity},
		{wasPrimary(past, a.ID), wasPrimary(past, b.ID)},
		{a.Status == access.Enabled, b.Status == access.Enabled},
		{by != access.ByAlias, other != access.ByAlias},
	} {
		if first[0] != first[1] {
			return first[0]
		}
	}
	if a.Created != b.Created {
		return b.Created == 0 || a.Created != 0 && a.Created < b.Created
	}
	if len(a.ID) != len(b.ID) {
		return len(a.ID) < len(b.ID)
	}
	return a.ID < b.ID
}

// wasPrimary reports whether an account was its person's primary one in the last good read.
func wasPrimary(past []access.PastLink, account string) bool {
	link := linkOf(past, account)
	return link != nil && link.Primary
}
