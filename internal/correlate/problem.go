package correlate

import (
	"fmt"
	"sort"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// Problems are entries of the policy files that mean nobody: identities without a person on the roster, externals that
// can't be understood.
func (x *Index) Problems() []string {
	var out []string
	for i := range x.known.Identities {
		e := &x.known.Identities[i]
		switch person, several := x.person(e.Person); {
		case several:
			out = append(out, fmt.Sprintf("%s: identity of %s: several people on the roster have the id %s but for its case: "+
				"write it as the roster does", e.At, fold.Clean(e.Account), fold.Clean(e.Person)))
		case person < 0:
			out = append(out, fmt.Sprintf("%s: identity of %s: nobody on the roster has the id %s", e.At, fold.Clean(e.Account),
				fold.Clean(e.Person)))
		}
	}
	for i := range x.known.Externals {
		e := &x.known.Externals[i]
		if _, err := fold.CompileKeyGlob(e.Account); err != nil {
			out = append(out, fmt.Sprintf("%s: external %s covers nobody: %v", e.At, fold.Clean(e.Account), err))
		}
	}
	sort.Strings(out)
	return out
}

// Absent are identities and service accounts of the policy files that a snapshot does not have: conclusive in a complete
// read only. The matches are those of the snapshot.
func (x *Index) Absent(s *access.Snapshot, matches []access.Match) []string {
	m := x.matcher(s.Target, nil)
	absent := map[int32]bool{} // identities by number, services by the number's complement
	for _, i := range values(m.entries.identities) {
		absent[i] = true
	}
	for _, i := range values(m.entries.services) {
		absent[^i] = true
	}
	// The entries that decided on an account are found at once; for the others, every name of every account counts.
	for i := range matches {
		switch match := &matches[i]; {
		case match.Class == access.Service:
			delete(absent, ^match.Known)
		case match.By == access.ByIdentity:
			delete(absent, match.Known)
		}
	}
	for i := 0; i < len(s.Accounts) && len(absent) > 0; i++ {
		m.read(&s.Accounts[i])
		for _, k := range m.named(m.entries.identities) {
			delete(absent, k)
		}
		for _, k := range m.named(m.entries.services) {
			delete(absent, ^k)
		}
	}
	var out []string
	for i := range absent {
		at, account := "", ""
		if i >= 0 {
			at, account = x.known.Identities[i].At, x.known.Identities[i].Account
		} else {
			at, account = x.known.Services[^i].At, x.known.Services[^i].Account
		}
		out = append(out, fmt.Sprintf("%s: %s has no account %s, by id, login or an e-mail that it has verified", at, s.Target,
			fold.Clean(account)))
	}
	sort.Strings(out)
	return out
}

// values are all the indexes, some of them several times.
func values(in numbers) []int32 {
	var list []int32
	for key, first := range in.first {
		list = append(append(list, first), in.more[key]...)
	}
	return list
}
