package reports

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// CSV writes one row for each finding, with a header row (RFC 4180), nothing left out. Cells are safe in a spreadsheet:
// none begins what it would take for a formula, and nothing in them acts.
func CSV(w io.Writer, run *access.Run) error {
	actions := map[string]*access.Action{}
	for i := range run.Plan.Actions {
		if a := &run.Plan.Actions[i]; actions[a.Finding] == nil {
			actions[a.Finding] = a
		}
	}
	return writeCSV(w, findingColumns(), len(run.Findings), func(i int) []string {
		f := &run.Findings[i]
		return findingCells(f, actions[f.Fingerprint])
	})
}

// PlanCSV writes one row for each action, in the order in which they would be done; else as CSV.
func PlanCSV(w io.Writer, run *access.Run) error {
	return writeCSV(w, actionColumns(), len(run.Plan.Actions), func(i int) []string {
		return actionCells(i+1, &run.Plan.Actions[i])
	})
}

func findingColumns() []string {
	return []string{
		"severity", "verdict", "cause", "target", "person_id", "person_name", "account_id", "account_login", "account_email",
		"account_name", "entitlement", "includes", "privileged", "first_seen", "age_days", "days_since", "days_until", "basis",
		"reason", "action", "plan_state", "blocked_by", "rule", "roster_row", "account_row", "matched_by", "due", "notes",
		"provisional", "out_of_scope", "cost_month", "fingerprint",
	}
}

func findingCells(f *access.Finding, a *access.Action) []string {
	person, account := names(f.Person, f.Account)
	since, until := eventDays(f)
	state, blocked := "", ""
	if a != nil && f.Fingerprint != "" {
		state, blocked = string(a.State), guardList(a)
	}
	return []string{
		f.Severity.String(), string(f.Verdict), string(f.Cause), f.Target, person.ID, person.Name, account.ID, account.Login,
		account.Email, account.Name, f.Entitlement, joined(f.Includes), yes(f.Privileged), f.FirstSeen.String(),
		strconv.Itoa(f.AgeDays), since, until, string(f.Basis), f.Reason, f.Action, state, blocked, f.Evidence.Rule,
		f.Evidence.RosterRow, f.Evidence.AccountRow, f.Evidence.MatchedBy, joined(f.Evidence.Due), joined(f.Notes),
		yes(f.Provisional), yes(f.OutOfScope), f.CostMonth, f.Fingerprint,
	}
}

// eventDays splits the days from the event that the cause names, so that no number bears a sign.
func eventDays(f *access.Finding) (since, until string) {
	switch {
	case f.Cause == access.CauseLeaver && f.Days > 0, f.Cause == access.CauseJoiner && f.Days >= 0:
		return strconv.Itoa(f.Days), ""
	case f.Cause == access.CauseJoiner:
		return "", strconv.Itoa(-f.Days)
	default:
		return "", ""
	}
}

func actionColumns() []string {
	return []string{
		"order", "state", "kind", "target", "person_id", "person_name", "account_id", "account_login", "account_email",
		"account_name", "entitlement", "with", "removal", "leaver", "expected", "by_hand", "blocked_by", "why", "finding",
	}
}

func actionCells(order int, a *access.Action) []string {
	person, account := names(a.Person, a.Account)
	var why []string
	for _, b := range a.Blocked {
		why = append(why, string(b.Guard)+": "+b.Why)
	}
	return []string{
		strconv.Itoa(order), string(a.State), string(a.Kind), a.Target, person.ID, person.Name, account.ID, account.Login,
		account.Email, account.Name, a.Entitlement, joined(a.With), yes(a.Removal), yes(a.Leaver), a.Expected, a.Manual,
		guardList(a), joined(why), a.Finding,
	}
}

func names(p *access.PersonName, a *access.AccountName) (person access.PersonName, account access.AccountName) {
	if p != nil {
		person = *p
	}
	if a != nil {
		account = *a
	}
	return person, account
}

func guardList(a *access.Action) string {
	var list []string
	for _, b := range a.Blocked {
		list = append(list, string(b.Guard))
	}
	return joined(known(nil, list))
}

func joined(list []string) string { return strings.Join(list, "; ") }

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// writeCSV writes a header and n rows.
func writeCSV(w io.Writer, header []string, n int, row func(i int) []string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(header); err != nil {
		return err
	}
	for i := range n {
		cells := row(i)
		for k := range cells {
			cells[k] = cell(cells[k])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// formula are the characters with which a spreadsheet begins to calculate, the full-width ones of East Asia included.
const formula = "=+-@\t\r＝＋－＠"

// cell makes a value safe in a spreadsheet (CWE-1236). Where the list separator is a semicolon, programs also split
// cells there.
func cell(s string) string {
	s = fold.Clean(s)
	if startsFormula(s) {
		s = "'" + s
	}
	if !strings.Contains(s, ";") {
		return s
	}
	parts := strings.Split(s, ";")
	for i, part := range parts[1:] {
		if startsFormula(strings.TrimLeft(part, ` "`)) {
			parts[i+1] = "'" + part
		}
	}
	return strings.Join(parts, ";")
}

func startsFormula(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	return size > 0 && strings.ContainsRune(formula, r)
}
