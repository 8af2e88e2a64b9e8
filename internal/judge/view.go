package judge

import (
	"fmt"
	"sort"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/rules"
)

// view is one target prepared for judgement: its entitlements as the rules see them.
type view struct {
	j        *Judge
	read     Read
	snap     *access.Snapshot
	settings TargetSettings
	// Per entitlement of the snapshot: its base (the key without level, an index of bases), the rank of its level, and
	// whether it is privileged or governed.
	base       []int32
	rank       []int32
	privileged []bool
	governed   []bool
	// bases are the folded base keys; base 0 is the account.
	bases   []string
	byBase  map[string]int32
	top     []bool
	unruled bool
	// ruled are the folded bases that rules or globs govern tonight.
	ruled map[string]bool
	// needs are what sets of people need here, by the set's number, made on demand.
	needs []*needs
	// problems are rules that can't be applied to this target.
	problems []string
	warned   map[string]bool
	// held are the holdings of all targets that migrations from this one ask for.
	holdings        Holdings
	privilegedGlobs []fold.Glob
	// basePrivileged: the `privileged:` globs mean the whole base, whatever the level.
	basePrivileged []bool
	// stamp, slot, holding and mark serve the distinct bases of one account.
	stamp, slot, holding []int32
	mark                 int32
}

// needs is what is due to somebody in this target. The zero needs are nothing at all.
type needs struct {
	// account: something is due, so the account is; because holds all that makes it due.
	account *rules.Due
	because []*rules.Due
	// list is sorted by base; those that the snapshot has no such entitlement for come first, with base -1.
	list []need
	// unmigrated: due only because the access of a migration is not held yet.
	unmigrated bool
}

// need is one due entitlement.
type need struct {
	base int32
	// level is the due level, "" for any that is not privileged.
	level string
	rank  int32
	// entitlement is the snapshot's entitlement of that base and level, -1 if there is none; privileged says of it, or of
	// what it would be, whether it is.
	entitlement int32
	privileged  bool
	entry       *rules.Due
	parts       access.Entitlement
}

func (j *Judge) view(r Read, holdings Holdings) *view {
	s := r.Snapshot
	v := &view{
		j: j, read: r, snap: s, settings: j.in.Settings.Targets[r.Target], byBase: map[string]int32{},
		warned: map[string]bool{}, needs: make([]*needs, len(j.sets)), unruled: !j.in.Policy.Ruled(r.Target),
		holdings: holdings,
	}
	n := len(s.Entitlements)
	v.base, v.rank = make([]int32, n), make([]int32, n)
	v.privileged, v.governed, v.top = make([]bool, n), make([]bool, n), make([]bool, n)
	named := map[string]bool{}
	v.ruled = map[string]bool{}
	for _, key := range j.in.Policy.Named(r.Target) {
		if e, ok := access.ParseEntitlement(key, s.Levels); ok {
			named[fold.Key(e.Base())], v.ruled[fold.Key(e.Base())] = true, true
		}
	}
	if j.memory != nil && j.memory.past.Targets[r.Target] != nil {
		released := map[string]bool{}
		for _, release := range j.in.Policy.Releases {
			if release.Target == r.Target {
				released[fold.Key(release.Key)] = true
			}
		}
		for _, key := range j.memory.past.Targets[r.Target].Governed {
			base, _, _ := strings.Cut(key, "=")
			named[base] = named[base] || !released[base]
		}
	}
	govern, privileged := globs(v.settings.Govern), j.privileged[r.Target]
	v.privilegedGlobs = privileged
	top := globs(s.Top)
	if len(top) == 0 && len(privileged) > 0 {
		top = privileged[:1]
	}
	for i := range s.Entitlements {
		e := &s.Entitlements[i]
		base, key := fold.Key(e.Base()), fold.Key(e.Key())
		b, ok := v.byBase[base]
		if !ok {
			b = int32(len(v.bases))
			v.byBase[base] = b
			v.bases = append(v.bases, base)
			v.basePrivileged = append(v.basePrivileged, matches(privileged, base))
		}
		v.base[i] = b
		v.rank[i] = rank(s.Levels[e.Type], e.Level)
		if i == 0 {
			v.governed[i] = true
			continue
		}
		v.privileged[i] = e.Privileged || matches(privileged, base, key)
		covered := matches(govern, base, key)
		v.governed[i] = v.privileged[i] || named[base] || covered
		v.ruled[base] = v.ruled[base] || covered
		v.top[i] = matches(top, base, key)
	}
	v.stamp, v.slot = make([]int32, len(v.bases)), make([]int32, len(v.bases))
	return v
}

// governs lists the folded bases that rules or globs govern tonight.
func (v *view) governs() []string {
	var list []string
	for base, ruled := range v.ruled {
		if ruled && base != access.AccountType {
			list = append(list, base)
		}
	}
	sort.Strings(list)
	return list
}

func globs(patterns []string) []fold.Glob {
	var out []fold.Glob
	for _, p := range patterns {
		if g, err := fold.CompileKeyGlob(p); err == nil {
			out = append(out, g)
		}
	}
	return out
}

func matches(globs []fold.Glob, folded ...string) bool {
	for _, g := range globs {
		for _, f := range folded {
			if g.MatchFolded(f) {
				return true
			}
		}
	}
	return false
}

// rank orders the levels of a type: 0 is no level, 1 the lowest. A level that is in no order has rank -1.
func rank(order []string, level string) int32 {
	if level == "" {
		return 0
	}
	for i, l := range order {
		if fold.Key(l) == fold.Key(level) {
			return int32(i + 1)
		}
	}
	return -1
}

// setNeeds returns what a set of people needs here.
func (v *view) setNeeds(s *rules.Set) *needs {
	if s == nil {
		return &needs{}
	}
	if v.needs[s.Number] == nil {
		v.needs[s.Number] = v.merge(s.In(v.read.Target))
	}
	return v.needs[s.Number]
}

// merge turns dues into needs, one for each base: of two levels the higher one.
func (v *view) merge(dues ...[]rules.Due) *needs {
	n := &needs{}
	for _, list := range dues {
		for i := range list {
			v.addNeed(n, &list[i])
		}
	}
	sort.Slice(n.list, func(i, k int) bool {
		if n.list[i].base != n.list[k].base {
			return n.list[i].base < n.list[k].base
		}
		return n.list[i].entry.Key < n.list[k].entry.Key
	})
	return n
}

func (v *view) addNeed(n *needs, due *rules.Due) {
	if n.account == nil || better(due, n.account) {
		n.account = due
	}
	n.because = append(n.because, due)
	e, ok := access.ParseEntitlement(due.Key, v.snap.Levels)
	if !ok || e.Type == access.AccountType && e.Name == "" {
		return
	}
	folded := fold.Key(e.Base())
	base, known := v.byBase[folded]
	if !known {
		base = -1
		v.warnUnknown(folded)
	}
	fresh := need{base: base, level: e.Level, rank: rank(v.snap.Levels[e.Type], e.Level), entry: due, parts: e}
	fresh.entitlement = v.entitlementAt(base, e.Level)
	if fresh.entitlement >= 0 {
		fresh.privileged = v.privileged[fresh.entitlement]
	} else {
		fresh.privileged = matches(v.privilegedGlobs, folded, fold.Key(due.Key))
	}
	if order := v.snap.Levels[e.Type]; fresh.rank < 0 && len(order) > 0 {
		v.problem(due.Sources[0].At + ": `" + fold.Clean(due.Key) + "`: " + v.read.Target + " has no level " +
			fold.Clean(e.Level) + " of " + e.Type + fold.Suggest(e.Level, order) + " (levels: " + strings.Join(order, ", ") + ")")
	}
	for i := range n.list {
		if fold.Key(n.list[i].parts.Base()) != folded {
			continue
		}
		old := &n.list[i]
		switch {
		case old.level == fresh.level || fresh.level == "":
		case old.level == "" || fresh.rank > old.rank && old.rank > 0:
			*old = fresh
		case old.rank < 0 || fresh.rank < 0:
			v.problem(due.Sources[0].At + ": two levels of `" + fold.Clean(e.Base()) + "` are due to one person in " +
				v.read.Target + ", and the levels of " + e.Type + " have no order: set `levels: {" + e.Type + ": [low, high]}`")
		}
		return
	}
	n.list = append(n.list, fresh)
}

// entitlementAt returns the snapshot's entitlement of a base and level, -1 if there is none.
func (v *view) entitlementAt(base int32, level string) int32 {
	if base < 0 {
		return -1
	}
	for e := range v.base {
		if v.base[e] == base && fold.Key(v.snap.Entitlements[e].Level) == fold.Key(level) {
			return int32(e)
		}
	}
	return -1
}

// better prefers, as the evidence for the account being due, what is written for fewer people.
func better(a, b *rules.Due) bool {
	x, y := a.Sources[0], b.Sources[0]
	if x.Everybody != y.Everybody {
		return !x.Everybody
	}
	if (a.Key == access.AccountType) != (b.Key == access.AccountType) {
		return a.Key == access.AccountType
	}
	if a.Key != b.Key {
		return a.Key < b.Key
	}
	return x.At < y.At
}

func (v *view) problem(text string) {
	if !v.warned[text] {
		v.warned[text] = true
		v.problems = append(v.problems, text)
	}
}

// warnUnknown notes a due entitlement that the target does not know: a typing error, or nobody has it yet.
func (v *view) warnUnknown(folded string) {
	v.warned["?"+folded] = true
}

// unknownDues words the due entitlements that the target does not know.
func (v *view) unknownDues() []string {
	var remarks []string
	for key := range v.warned {
		folded, unknown := strings.CutPrefix(key, "?")
		if !unknown {
			continue
		}
		base, _, _ := strings.Cut(folded, "=")
		if f := v.snap.Reach.SeesAccess(base); f.Listed == access.No {
			remarks = append(remarks, "`"+fold.Clean(folded)+"` is due by rule and was not checked: "+fold.Clean(f.Why))
			continue
		}
		remarks = append(remarks, "`"+fold.Clean(folded)+"` is due by rule, and "+v.read.Target+" shows nobody who has it"+
			fold.Suggest(folded, v.bases[1:]))
	}
	sort.Strings(remarks)
	return remarks
}

// idle words the patterns of the target's own settings that fit nothing there: a typing error would otherwise look like an
// app without privileged access. Only a read that lists all access can tell.
func (v *view) idle() []string {
	if v.read.Status != access.Complete || v.snap.Reach.Sees(access.FacetEntitlements).Listed != access.Yes {
		return nil
	}
	var remarks []string
	for _, setting := range []struct {
		key      string
		patterns []string
	}{{"privileged", v.settings.Privileged}, {"govern", v.settings.Govern}} {
		for _, pattern := range setting.patterns {
			g, err := fold.CompileKeyGlob(pattern)
			if err != nil || g.Match(access.AccountType) {
				continue
			}
			fits := false
			for i := range v.snap.Entitlements {
				e := &v.snap.Entitlements[i]
				fits = fits || g.Match(e.Base()) || g.Match(e.Key())
			}
			if !fits {
				remarks = append(remarks, fmt.Sprintf("`%s: %s` fits no access that anybody holds there%s", setting.key, fold.Clean(pattern),
					fold.Suggest(fold.Key(pattern), v.bases[1:])))
			}
		}
	}
	return remarks
}

// find returns the need for a base, nil if there is none.
func (n *needs) find(base int32) *need {
	lo, hi := 0, len(n.list)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if n.list[mid].base < base {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(n.list) && n.list[lo].base == base {
		return &n.list[lo]
	}
	return nil
}
