package reports

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/sheet"
)

// matrixRow is a person with what they have in each app.
type matrixRow struct {
	id  string
	who Colleague
	// apps are by the app's name.
	apps map[string]*matrixCell
}

// matrixCell is what somebody has in an app, all accounts and all access together.
type matrixCell struct {
	status     string
	privileged bool
	finding    *access.Finding
}

// String words it: "enabled", "privileged", "missing, high", "enabled: orphaned, critical".
func (c *matrixCell) String() string {
	kind := c.status
	if c.privileged && kind == access.Enabled.String() {
		kind = "privileged"
	}
	if c.finding == nil {
		return kind
	}
	found := string(c.finding.Verdict) + ", " + c.finding.Severity.String()
	if kind == "" {
		return found
	}
	return kind + ": " + found
}

// matrix writes people against apps.
func (b *workbook) matrix() error {
	rows, apps := b.matrixRows()
	fields := []field[*matrixRow]{
		{"Person", 24, sheet.Text, func(r *matrixRow) any { return r.who.Name }},
		{"Department", 18, sheet.Text, func(r *matrixRow) any { return r.who.Department }},
		{"Id", 10, sheet.Text, func(r *matrixRow) any { return r.id }},
		{"Apps", 7, sheet.Number, func(r *matrixRow) any { return r.held() }},
	}
	first := len(fields)
	for _, app := range apps {
		fields = append(fields, field[*matrixRow]{app, 27, sheet.Text, func(r *matrixRow) any {
			if c := r.apps[app]; c != nil {
				return c.String()
			}
			return nil
		}})
	}
	var tones []sheet.Condition
	for i, severity := range access.Severities() {
		tones = append(tones, sheet.Condition{
			From: first, To: len(fields) - 1, Text: ", " + severity.String(), Part: true,
			Tone: []sheet.Tone{sheet.Red, sheet.Orange, sheet.Yellow, sheet.Blue}[i],
		})
	}
	tones = append(tones, sheet.Condition{From: first, To: len(fields) - 1, Text: "privileged", Tone: sheet.Pale})
	return writeTableSheet(b, tableSheet{
		name: "Access matrix", title: "Access matrix", table: "Matrix", tab: sheet.Blue, frozen: 1, tones: tones,
		note: "People and apps: what kind of access, with the gravest finding on it. Accounts of nobody known stand on By app alone.",
	}, fields, len(rows), slices.Values(rows))
}

// held counts the apps in which there is an account.
func (r *matrixRow) held() int {
	n := 0
	for _, c := range r.apps {
		if c.status != "" {
			n++
		}
	}
	return n
}

// matrixRows are the people who have something or lack something, by name, and the apps in which they do, in the order of
// the run.
func (b *workbook) matrixRows() ([]*matrixRow, []string) {
	people, apps := map[string]*matrixRow{}, map[string]bool{}
	cell := func(id, app string) *matrixCell {
		r := people[id]
		if r == nil {
			r = &matrixRow{id: id, who: b.held.who(id), apps: map[string]*matrixCell{}}
			people[id] = r
		}
		if r.apps[app] == nil {
			r.apps[app] = &matrixCell{}
		}
		apps[app] = true
		return r.apps[app]
	}
	for i := range b.held.rows {
		if x := &b.held.rows[i]; x.Person != "" {
			c := cell(x.Person, x.Target)
			c.privileged = c.privileged || x.Privileged
			if statusRank(x.Status) < statusRank(c.status) {
				c.status = x.Status
			}
		}
	}
	for _, f := range b.m.shown {
		if f.Person != nil && f.Target != "" {
			if c := cell(f.Person.ID, f.Target); c.finding == nil {
				c.finding = f
			}
		}
	}
	rows := slices.SortedFunc(maps.Values(people), func(x, y *matrixRow) int {
		return cmp.Or(strings.Compare(fold.Text(x.who.Name), fold.Text(y.who.Name)), strings.Compare(x.id, y.id))
	})
	var order []string
	for i := range b.run.Targets {
		order = append(order, b.run.Targets[i].Name)
	}
	return rows, known(order, slices.Sorted(maps.Keys(apps)))
}

// statusRank orders statuses by how much they open, none last.
func statusRank(status string) int {
	if i := slices.Index([]string{access.Enabled.String(), access.Invited.String(), access.Suspended.String()}, status); i >= 0 {
		return i
	}
	if status != "" {
		return 3
	}
	return 4
}
