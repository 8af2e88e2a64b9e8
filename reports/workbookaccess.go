package reports

import (
	"cmp"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/sheet"
)

// byApp writes who has what in each app.
func (b *workbook) byApp() error {
	h := b.held
	fields := []field[access.Held]{
		{"App", 16, sheet.Text, func(x access.Held) any { return x.Target }},
		{"Account", 28, sheet.Text, func(x access.Held) any { return accountText(&x.Account) }},
		{"Person", 24, sheet.Text, func(x access.Held) any { return h.who(x.Person).Name }},
		{"Status", 11, sheet.Text, func(x access.Held) any { return x.Status }},
		{"Access", 34, sheet.Text, func(x access.Held) any { return x.Entitlement }},
		{"Privileged", 11, sheet.Text, func(x access.Held) any { return yesOnly(x.Privileged) }},
		{"Held through", 22, sheet.Text, func(x access.Held) any { return x.Via }},
		{"Managed by", 14, sheet.Text, func(x access.Held) any { return x.ManagedBy }},
		{"Held since", 12, sheet.Day, func(x access.Held) any { return x.Since }},
		{"Severity", 10, sheet.Text, h.severity},
		{"Finding", 26, sheet.Text, h.verdict},
		{"Account id", 16, sheet.Text, func(x access.Held) any { return x.Account.ID }},
		{"Person id", 12, sheet.Text, func(x access.Held) any { return x.Person }},
		{"Read on", 12, sheet.Day, func(x access.Held) any { return x.Read }},
	}
	note := number(h.total) + " accesses, the account itself first. Held since: as far back as reads go."
	if h.part {
		note = "Privileged access and what findings are about: " + number(len(h.rows)) + " of " + number(h.total) + " accesses."
	}
	return writeTableSheet(b, tableSheet{
		name: "By app", title: "Who has what, by app", note: note, table: "ByApp", tab: sheet.Blue, frozen: 2,
		tones: bySeverity(at(fields, "Severity")),
	}, fields, len(h.rows), slices.Values(h.rows))
}

// restsOn writes which read of each app says who had what on a day, and what of that day is not known.
func (b *workbook) restsOn(r *access.Inventory) error {
	s := b.book.Add("Reads", sheet.Layout{Widths: []float64{22, 14, 14, 70}, FrozenRows: 3, Tab: sheet.Green})
	s.Line(sheet.Title, 4, accessTitle(r))
	s.Line(sheet.Note, 4, "By the last complete read of each app on or before that day.")
	s.Heads(over("App", sheet.Text), over("Read on", sheet.Day), over("Read later", sheet.Text),
		over("What is not known", sheet.Text))
	why := map[string]string{}
	for _, g := range accessGaps(r) {
		why[g.where] = g.why
	}
	for i := range r.Reads {
		read := &r.Reads[i]
		style := sheet.Text
		if read.Day == 0 || read.Later != "" {
			style = sheet.Alarm
		}
		s.Write(as(style, read.Target), as(sheet.Day, read.Day), as(style, string(read.Later)),
			as(sheet.Wrapped, why[clean(read.Target)]))
	}
	if len(r.Reads) == 0 {
		s.Line(sheet.Alarm, 4, AccessGaps(r)[0])
	}
	return s.Close()
}

// byPerson writes what each person has.
func (b *workbook) byPerson() error {
	h := b.held
	fields := []field[access.Held]{
		{"Person", 24, sheet.Text, func(x access.Held) any { return h.who(x.Person).Name }},
		{"App", 16, sheet.Text, func(x access.Held) any { return x.Target }},
		{"Account", 28, sheet.Text, func(x access.Held) any { return accountText(&x.Account) }},
		{"Access", 34, sheet.Text, func(x access.Held) any { return x.Entitlement }},
		{"Status", 11, sheet.Text, func(x access.Held) any { return x.Status }},
		{"Privileged", 11, sheet.Text, func(x access.Held) any { return yesOnly(x.Privileged) }},
		{"Held since", 12, sheet.Day, func(x access.Held) any { return x.Since }},
		{"Severity", 10, sheet.Text, h.severity},
		{"Finding", 26, sheet.Text, h.verdict},
		{"Department", 20, sheet.Text, func(x access.Held) any { return h.who(x.Person).Department }},
		{"Person id", 12, sheet.Text, func(x access.Held) any { return x.Person }},
	}
	rows := slices.Clone(h.rows)
	order := h.peopleOrder()
	slices.SortStableFunc(rows, func(x, y access.Held) int { return cmp.Compare(order[x.Person], order[y.Person]) })
	return writeTableSheet(b, tableSheet{
		name: "By person", title: "Who has what, by person",
		note:  "By name; accounts of nobody known come last. " + number(h.total) + " accesses.",
		table: "ByPerson", tab: sheet.Blue, frozen: 1, tones: bySeverity(at(fields, "Severity")),
	}, fields, len(rows), slices.Values(rows))
}

// severity is that of the finding on an access.
func (h *holdings) severity(x access.Held) any {
	if f := h.finding(&x); f != nil {
		return f.Severity.String()
	}
	return nil
}

// verdict is that of the finding on an access, with its cause.
func (h *holdings) verdict(x access.Held) any {
	f := h.finding(&x)
	if f == nil {
		return nil
	}
	return strings.Join(nonEmpty(string(f.Verdict), string(f.Cause)), ", ")
}

// peopleOrder puts people in the order of their names, nobody last.
func (h *holdings) peopleOrder() map[string]int {
	var ids []string
	keys := map[string]string{}
	for i := range h.rows {
		id := h.rows[i].Person
		if _, seen := keys[id]; seen {
			continue
		}
		ids, keys[id] = append(ids, id), fold.Text(h.who(id).Name)
	}
	slices.SortFunc(ids, func(x, y string) int {
		if (x == "") != (y == "") {
			return strings.Compare(y, x) // the empty id last
		}
		return cmp.Or(strings.Compare(keys[x], keys[y]), strings.Compare(x, y))
	})
	order := make(map[string]int, len(ids))
	for i, id := range ids {
		order[id] = i
	}
	return order
}
