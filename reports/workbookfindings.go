package reports

import (
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/sheet"
)

// gapWords say what went wrong with reads, where no other sheet does.
func (b *workbook) gapWords() string {
	var said []string
	for _, g := range b.m.gaps() {
		if g.bad {
			said = append(said, g.where+": "+g.status)
		}
	}
	if len(said) == 0 {
		return ""
	}
	return "Not read, or not in whole: " + some(said, 2*mostRows) + ". "
}

// findings writes a row for each, the gravest first, under what is to be said before.
func (b *workbook) findings(before string) error {
	fields := b.findingFields()
	note := before + "One row each, the gravest first. Age and evidence stand to the right; filter by the arrows."
	if b.m.hidden > 0 {
		note += " " + count(b.m.hidden, "finding is", "findings are") + " shown in a confidential report only."
	}
	if all := len(b.m.shown); all > b.limits.rows {
		note = "The gravest " + number(b.limits.rows) + " of " + number(all) + ": a sheet holds no more. " + note
	}
	return writeTableSheet(b, tableSheet{
		name: "Findings", title: "Findings (" + number(len(b.m.shown)) + ")", note: note, table: "Findings", tab: sheet.Red,
		frozen: 2, printed: at(fields, "Found since") + 1, tones: append(bySeverity(0), byState(at(fields, "Plan"))...),
	}, fields, len(b.m.shown), slices.Values(b.m.shown))
}

// mostWrapped is up to how many rows texts take several lines; with more, programs are slow to lay them out.
const mostWrapped = 5_000

// sentences is the style of long texts.
func sentences(rows int) sheet.Style {
	if rows > mostWrapped {
		return sheet.Text
	}
	return sheet.Wrapped
}

// findingFields are everything that is known of a finding: what it is, what is to be done, the evidence, the ids.
func (b *workbook) findingFields() []field[*access.Finding] {
	long := sentences(len(b.m.shown))
	return []field[*access.Finding]{
		{"Severity", 10, sheet.Text, func(f *access.Finding) any { return f.Severity.String() }},
		{"Verdict", 12, sheet.Text, func(f *access.Finding) any { return string(f.Verdict) }},
		{"Cause", 16, long, func(f *access.Finding) any { return string(f.Cause) }},
		{"App", 14, sheet.Text, func(f *access.Finding) any { return f.Target }},
		{"Person", 22, sheet.Text, func(f *access.Finding) any { return personName(f.Person) }},
		{"Account", 28, sheet.Text, func(f *access.Finding) any { return accountText(f.Account) }},
		{"Access", 26, long, func(f *access.Finding) any { return f.Entitlement }},
		{"Reason", 58, long, func(f *access.Finding) any { return f.Reason }},
		{"To do", 32, long, func(f *access.Finding) any { return f.Action }},
		{"Plan", 10, sheet.Text, func(f *access.Finding) any {
			return b.ofAction(f, func(a *access.Action) string { return stateWord(a.State) })
		}},
		{"Held back by", 22, long, func(f *access.Finding) any { return b.ofAction(f, guardList) }},
		{"Age in days", 9, sheet.Number, func(f *access.Finding) any { return f.AgeDays }},
		{"Found since", 12, sheet.Day, func(f *access.Finding) any { return f.FirstSeen }},
		{"Privileged", 10, sheet.Text, func(f *access.Finding) any { return yesOnly(f.Privileged) }},
		{"Goes with it", 30, sheet.Text, func(f *access.Finding) any { return joined(f.Includes) }},
		{"Days since", 9, sheet.Number, func(f *access.Finding) any { since, _ := eventDays(f); return digits(since) }},
		{"Days until", 9, sheet.Number, func(f *access.Finding) any { _, until := eventDays(f); return digits(until) }},
		{"Left by", 14, sheet.Text, func(f *access.Finding) any { return string(f.Basis) }},
		{"Notes", 26, sheet.Text, func(f *access.Finding) any { return joined(f.Notes) }},
		{"Provisional", 11, sheet.Text, func(f *access.Finding) any { return yesOnly(f.Provisional) }},
		{"Out of scope", 11, sheet.Text, func(f *access.Finding) any { return yesOnly(f.OutOfScope) }},
		{"Cost a month", 11, sheet.Money, func(f *access.Finding) any { amount, _ := price(f.CostMonth); return amount }},
		{"Currency", 9, sheet.Text, func(f *access.Finding) any { _, currency := price(f.CostMonth); return currency }},
		{"Guards' reasons", 40, sheet.Text, func(f *access.Finding) any { return b.ofAction(f, guardReasons) }},
		{"Rule", 22, sheet.Text, func(f *access.Finding) any { return f.Evidence.Rule }},
		{"Roster row", 28, sheet.Text, func(f *access.Finding) any { return f.Evidence.RosterRow }},
		{"Account row", 28, sheet.Text, func(f *access.Finding) any { return f.Evidence.AccountRow }},
		{"Matched by", 32, sheet.Text, func(f *access.Finding) any { return f.Evidence.MatchedBy }},
		{"Due there", 28, sheet.Text, func(f *access.Finding) any { return joined(f.Evidence.Due) }},
		{"Person id", 12, sheet.Text, func(f *access.Finding) any { return personID(f.Person) }},
		{"Account id", 14, sheet.Text, func(f *access.Finding) any { _, a := names(nil, f.Account); return a.ID }},
		{"Login", 20, sheet.Text, func(f *access.Finding) any { _, a := names(nil, f.Account); return a.Login }},
		{"E-mail", 28, sheet.Text, func(f *access.Finding) any { _, a := names(nil, f.Account); return a.Email }},
		{"Account name", 22, sheet.Text, func(f *access.Finding) any { _, a := names(nil, f.Account); return a.Name }},
		{"Fingerprint", 18, sheet.Text, func(f *access.Finding) any { return f.Fingerprint }},
	}
}

// ofAction says something of the action for a finding.
func (b *workbook) ofAction(f *access.Finding, say func(*access.Action) string) string {
	if a := b.m.actions[f.Fingerprint]; a != nil && f.Fingerprint != "" {
		return say(a)
	}
	return ""
}

// guardReasons are the guards' arithmetic.
func guardReasons(a *access.Action) string {
	var why []string
	for _, block := range a.Blocked {
		why = append(why, string(block.Guard)+": "+block.Why)
	}
	return joined(why)
}

// personName is what a person is called.
func personName(p *access.PersonName) string {
	if p == nil {
		return ""
	}
	if p.Name == "" {
		return p.ID
	}
	return p.Name
}

func personID(p *access.PersonName) string {
	if p == nil {
		return ""
	}
	return p.ID
}

// accountText is what an account is called in its app, in full.
func accountText(a *access.AccountName) string {
	if a == nil {
		return ""
	}
	return append(nonEmpty(a.Login, a.Email, a.Name, a.ID), "")[0]
}

// yesOnly says yes, and nothing else.
func yesOnly(b bool) string {
	if b {
		return yes(b)
	}
	return ""
}

// digits reads a number back.
func digits(s string) any {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	return nil
}

// price splits "21.00 USD" into amount and currency. What is no price stands as the currency.
func price(s string) (amount any, currency string) {
	number, currency, _ := strings.Cut(s, " ")
	if n, err := strconv.ParseFloat(number, 64); err == nil && currency != "" {
		return n, currency
	}
	return nil, s
}

// byState colours the cells of a column that hold the state of an action.
func byState(column int) []sheet.Condition {
	return []sheet.Condition{
		{From: column, To: column, Text: "blocked", Tone: sheet.Yellow},
		{From: column, To: column, Text: "failed", Tone: sheet.Red},
		{From: column, To: column, Text: "by hand", Tone: sheet.Blue},
		{From: column, To: column, Text: "done", Tone: sheet.Green},
		{From: column, To: column, Text: "already", Tone: sheet.Green},
		{From: column, To: column, Text: "skipped", Tone: sheet.Pale},
	}
}
