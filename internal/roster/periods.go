package roster

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// contradict reports whether rows with one id can't be judged together, because they name different people or because
// one of them can't be judged alone, and quarantines every one of them.
func (b *Builder) contradict(group []access.Person) bool {
	var named, bad *access.Person
	text := ""
	for i := range group {
		p := &group[i]
		switch {
		case p.Name != "" && named == nil:
			named = p
		case p.Name != "" && fold.Text(p.Name) != fold.Text(named.Name):
			text = "the id is also that of another name: give each person an id of their own"
		}
		if p.Quarantine != "" && bad == nil {
			bad = p
		}
	}
	if text == "" && bad != nil {
		text = "another row with this id can't be judged"
	}
	if text == "" {
		return false
	}
	for i := range group {
		if p := &group[i]; p.Quarantine == "" {
			p.Quarantine = text
			b.problems = append(b.problems, access.RosterProblem{Quarantined: true, Person: p.ID, Place: p.Place, Text: text})
		}
	}
	return true
}

// quarantined makes one person of rows that can't be judged. Every address and account in them stays known, so that
// what belongs to them is disputed.
func quarantined(group []access.Person) access.Person {
	p := group[0]
	reasons := []string{}
	for i := range group {
		reasons = appendNew(reasons, group[i].Quarantine)
		keepIdentity(&p, &group[i])
	}
	slices.Sort(reasons)
	p.Quarantine = strings.Join(reasons, "; ")
	return p
}

// period is a span of employment with the rows that make it, in days; missing ends are as far away as can be.
type period struct {
	from, to int
	rows     []access.Person
}

// span returns the days of a row. A start after the end begins a new, open employment.
func span(p *access.Person) (from, to int) {
	from, to = math.MinInt, math.MaxInt
	if p.Start != 0 {
		from = int(p.Start)
	}
	if p.End != 0 && !p.Start.After(p.End) {
		to = int(p.End)
	}
	return from, to
}

// onePerson joins the rows of one person: those of overlapping periods into one, and of periods apart it takes the one
// that holds on the day where the person then works, else the next to come with the end of the one before, else the last.
// Addresses and accounts of the others stay known. The group is in the order of Builder.compare.
func onePerson(group []access.Person, day func(*access.Person) access.Date) access.Person {
	periods := overlapping(group)
	// Periods are apart and in order: the first that has not ended holds or is the next to come.
	at := slices.IndexFunc(periods, func(p period) bool { return p.to >= int(day(&p.rows[0])) })
	if at < 0 {
		at = len(periods) - 1
	}
	best := periods[at]
	person := best.rows[0]
	for i := range best.rows[1:] {
		unite(&person, &best.rows[i+1])
	}
	if at > 0 && best.from > int(day(&person)) {
		// between two employments: an end before the start is a rehire to come
		person.End = access.Date(periods[at-1].to)
	}
	for i := range group {
		keepIdentity(&person, &group[i])
	}
	return person
}

// overlapping groups rows by periods, which come out in the order of time.
func overlapping(group []access.Person) []period {
	rows := make([]int, len(group))
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, func(x, y int) int {
		fromX, _ := span(&group[x])
		fromY, _ := span(&group[y])
		return cmp.Compare(fromX, fromY)
	})
	var periods []period
	of := make([]int, len(group))
	for _, i := range rows {
		from, to := span(&group[i])
		if n := len(periods); n == 0 || from > periods[n-1].to {
			periods = append(periods, period{from: from, to: to})
		}
		of[i] = len(periods) - 1
		last := &periods[of[i]]
		last.to = max(last.to, to)
	}
	for i := range group {
		p := &periods[of[i]]
		p.rows = append(p.rows, group[i])
	}
	return periods
}

// unite adds a row of the same period to a person: values side by side, the earliest start, the latest end, the most
// present status. A start or end that is missing is the earliest and the latest there is.
func unite(p, other *access.Person) {
	if p.Name == "" {
		p.Name = other.Name
	}
	if p.Email == "" {
		p.Email = other.Email
	}
	p.Employment = min(p.Employment, other.Employment)
	p.TypeUnmapped = p.TypeUnmapped || other.TypeUnmapped
	p.Start = min(p.Start, other.Start)
	if p.End == 0 || other.End == 0 {
		p.End = 0
	} else {
		p.End = max(p.End, other.End)
	}
	for _, name := range access.AttributeNames() {
		if field := p.Attributes.Field(name); field != nil {
			*field = union(*field, *other.Attributes.Field(name))
		}
	}
	p.Attributes.Extra = uniteExtra(p.Attributes.Extra, other.Attributes.Extra)
}

func uniteExtra(a, b map[string][]string) map[string][]string {
	if len(a) == 0 {
		return b
	}
	all := make(map[string][]string, len(a)+len(b))
	for name, values := range a {
		all[name] = values
	}
	for name, values := range b {
		all[name] = union(all[name], values)
	}
	return all
}

// union returns the values of both in their order, each once. It changes neither: others share them.
func union(a, b []string) []string {
	if len(a) == 0 {
		return b
	}
	return appendNew(slices.Clip(a), b...)
}

// keepIdentity adds another record's addresses and accounts to a person: an address becomes an alias.
func keepIdentity(p, other *access.Person) {
	p.Aliases = appendAddress(slices.Clip(p.Aliases), p.Email, other.Email)
	p.Aliases = appendAddress(slices.Clip(p.Aliases), p.Email, other.Aliases...)
	p.Accounts = appendNew(slices.Clip(p.Accounts), other.Accounts...)
	if p.Name == "" {
		p.Name = other.Name
	}
}
