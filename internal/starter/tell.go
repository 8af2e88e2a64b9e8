package starter

import (
	"fmt"
	"strings"

	"reconcile/internal/access"
)

// aboutPeople says what the roster holds, what was assumed of it, and what it does not tell. Few accounts are anybody's.
func (out *Proposal) aboutPeople(p *people, few bool) {
	states := map[access.State]int{}
	for i := range p.standings {
		states[p.standings[i].State]++
	}
	text := count(states[access.Active], "person")
	if states[access.Active] != 1 {
		text = fmt.Sprintf("%d people", states[access.Active])
	}
	text += " at work"
	for _, s := range []access.State{access.Joining, access.Away, access.Left, access.Quarantined} {
		if states[s] > 0 {
			text += fmt.Sprintf(", %d %s", states[s], s)
		}
	}
	read := &p.roster.Sources[0]
	out.Read = append(out.Read, fmt.Sprintf("roster, %s: %s", read.File, text))
	var taken []string
	for _, field := range sortedKeys(read.Mapped) {
		taken = append(taken, fmt.Sprintf("%s %q", field, read.Mapped[field]))
	}
	out.Read = append(out.Read, "  taken: "+strings.Join(taken, ", "))
	if len(read.Discarded) > 0 {
		out.Read = append(out.Read, "  left aside, until a rule names it: "+some(read.Discarded))
	}
	for _, field := range sortedKeys(p.guessed) {
		out.assume("the column %q is %s: %s", p.options.Reading.Columns[field], field, p.guessed[field])
	}
	if words := sortedKeys(p.options.Reading.Statuses); len(words) > 0 {
		out.assume("who has the status %s is employed, as that is a kind of contract (`statuses:`)", list(words))
	}
	switch {
	case p.dates.example != nil:
		out.Open = append(out.Open, p.dates.question("the roster"))
	case p.dates.word != "":
		out.assume("dates of the roster are %s: %s", p.dates.word, p.dates.why)
	}
	switch {
	case p.current:
		out.assume("the roster lists only who works here now, as nobody in it has left (`lists: current`): once there is a store, " +
			"whoever is absent has left")
	case p.column("status") == nil && p.column("end") == nil:
	case p.column("status") == nil:
		out.assume("everybody on the roster works here until the end date, as it has no status")
	}
	out.missingPeople(p, read, few)
}

// missingPeople says what the roster does not tell, with how to say it.
func (out *Proposal) missingPeople(p *people, read *access.SourceRead, few bool) {
	if p.swapped != "" {
		out.open("whether the files are swapped: most rows of %s can't be judged, and the export of %s has the columns of a roster",
			read.File, p.swapped)
	}
	if p.column("work_email") == nil && few {
		out.open("the people's work addresses: without them few accounts are anybody's; name the column, " +
			"`columns: {work_email: HEADER}`")
	}
	if p.column("start") == nil && p.column("end") == nil {
		out.open("start and end dates: no column of them was recognised, so leavers and joiners can't be told by date; name them, " +
			"`columns: {start: HEADER, end: HEADER}`")
	}
	if p.column("department") == nil && p.column("team") == nil && p.column("title") == nil {
		out.open("department, team and title: rules can ask for any column by its header, or name one, `columns: {department: HEADER}`")
	}
	for _, w := range []struct {
		what, key string
		words     []string
	}{{"status", "statuses", p.statuses}, {"type", "types", p.types}} {
		if len(w.words) > 0 {
			out.open("what the %s %s of the roster means: say it under `%s:`, prepared in %s", w.what, list(w.words), w.key, Config)
		}
	}
	quarantined := 0
	for _, problem := range p.roster.Problems {
		if problem.Quarantined {
			if quarantined++; quarantined <= 3 && len(p.statuses) == 0 {
				out.open("%s: %s", problem.Place, problem.Text)
			}
		}
	}
	if quarantined > 0 {
		out.open("%s of the roster can't be judged until that is said: runs exit 4", count(quarantined, "row"))
	}
	if age := p.options.Env.Day.DaysSince(access.DayOf(read.Date)); age > rosterAge {
		out.open("a fresh roster: %s is of %s, and more than %d days old nothing would be removed on its strength; runs exit 4",
			read.File, access.DayOf(read.Date), rosterAge)
	}
}

// aboutApp says the same of an app.
func (out *Proposal) aboutApp(a *app, p *people) {
	r := &a.options.Reading
	out.Read = append(out.Read, fmt.Sprintf("%s, %s: %s; %d of %d human accounts in use are linked to a person",
		a.name, a.snapshot.File, count(len(a.snapshot.Accounts), "account"), a.linked, a.humans))
	var taken []string
	for i := range a.columns {
		if c := &a.columns[i]; c.field != "" {
			taken = append(taken, fmt.Sprintf("%s %q", c.field, c.header))
		}
	}
	for _, header := range sortedKeys(r.EntitlementColumns) {
		taken = append(taken, fmt.Sprintf("access %q", header))
	}
	for _, header := range sortedKeys(r.EntitlementFlags) {
		taken = append(taken, fmt.Sprintf("access %q", header))
	}
	out.Read = append(out.Read, "  taken: "+strings.Join(taken, ", "))
	var aside []string
	for _, c := range a.free() {
		if r.EntitlementColumns[c.header] == "" && r.EntitlementFlags[c.header] == "" {
			aside = append(aside, c.header)
		}
	}
	if len(aside) > 0 {
		out.Read = append(out.Read, "  left aside: "+some(aside))
	}
	if len(a.privileged) > 0 {
		out.assume("%s: privileged is %s, by its name", a.name, strings.Join(a.privileged, ", "))
	}
	if r.Rows == "memberships" {
		out.assume("%s: a row is a membership, as an account stands in several (`rows: memberships`)", a.name)
	}
	switch {
	case a.dates.example != nil:
		out.Open = append(out.Open, a.name+": "+a.dates.question("the export"))
	case a.dates.word != "":
		out.assume("%s: dates are %s: %s", a.name, a.dates.word, a.dates.why)
	}
	for _, key := range sortedKeys(a.mended) {
		for _, w := range a.mended[key] {
			if w.evident() {
				continue
			}
			out.assume("%s: %q means %s (`%s:`): nothing else says so", a.name, w.key, w.value, key)
		}
	}
	out.missingApp(a, p)
}

// missingApp says what an export does not tell, with how to say it.
func (out *Proposal) missingApp(a *app, p *people) {
	if a.of("status") == nil {
		out.open("%s: which accounts are closed: every one counts as in use; `columns: {status: HEADER}` names a column that says it",
			a.name)
	}
	if len(a.snapshot.Entitlements) == 1 {
		out.open("%s: what the accounts hold; `entitlement_columns: {HEADER: role}` names a column of it", a.name)
	}
	for _, t := range sortedKeys(a.unordered) {
		out.open("%s: the order of the levels of %s: write %s under `levels:`, from low to high", a.name, t,
			strings.Join(a.unordered[t], ", "))
	}
	if a.further > 0 {
		out.open("%s: whether %d further roles are privileged, as their names say: a glob such as \"role:*admin*\" under "+
			"`privileged:` names many", a.name, a.further)
	}
	if len(a.left) > 0 {
		out.open("%s: whether %s is access: `entitlement_flags: {HEADER: \"product:NAME\"}` says so", a.name, list(a.left))
	}
	switch {
	case 2*a.linked >= a.humans:
	case p.mostlyUnread():
		read := &p.roster.Sources[0]
		out.open("%s: whose most accounts are can't be told yet, as %d of %s of the roster can't be judged; that comes first", a.name,
			read.Quarantined, count(read.Rows, "row"))
	default:
		out.open("%s: whose most accounts are: %s; nobody is called missing there until they are known", a.name, a.howToLink(p))
	}
	if age := p.options.Env.Day.DaysSince(access.DayOf(a.snapshot.Taken)); age > 35 {
		out.open("%s: a fresh export: this one is of %s; more than 35 days old (`max_age:`) it counts in part, and runs exit 4", a.name,
			access.DayOf(a.snapshot.Taken))
	}
}

// howToLink says how accounts that are nobody's can be tied to people.
func (a *app) howToLink(p *people) string {
	why := "its addresses are not the roster's"
	if a.of("email") == nil && a.options.Reading.Columns["email"] == "" {
		why = "it has no addresses"
	}
	if p.column("accounts."+a.name) != nil {
		return why + ", and few logins stand in the roster's column of them"
	}
	return fmt.Sprintf("%s; add a column %q with their logins to the roster, or `identities:` to the rules", why, a.name+" login")
}

// list quotes the first of some texts.
func list(texts []string) string {
	const most = 6
	var quoted []string
	for i, t := range texts {
		if i == most {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(texts)-i))
			break
		}
		quoted = append(quoted, fmt.Sprintf("%q", short(visible(t))))
	}
	return strings.Join(quoted, ", ")
}

// some names the first of many headers.
func some(headers []string) string {
	const most = 8
	if more := len(headers) - most; more > 1 {
		return strings.Join(headers[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(headers, ", ")
}
