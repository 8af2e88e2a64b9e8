package judge

import (
	"fmt"
	"sort"

	"reconcile/internal/access"
)

// Finish adds what concerns no single target, and puts all findings in their order: gravest first, then by target,
// verdict, person and account.
func (j *Judge) Finish(parts []Part, held Holdings) []access.Finding {
	n := 0
	for i := range parts {
		n += len(parts[i].Findings)
	}
	findings := make([]access.Finding, 0, n)
	for i := range parts {
		findings = append(findings, parts[i].Findings...)
	}
	findings = append(findings, j.conflicts(held)...)
	findings = append(findings, j.addresses()...)
	Sort(findings)
	return findings
}

// addresses finds joiners whom no invitation can reach.
func (j *Judge) addresses() []access.Finding {
	var findings []access.Finding
	for i := range j.in.Roster.People {
		p, s := &j.in.Roster.People[i], &j.in.Standings[i]
		if p.Email != "" || !s.Joiner || s.State == access.Left || s.State == access.Quarantined {
			continue
		}
		f := access.Finding{Verdict: access.NoAddress, Severity: access.Medium}
		j.about(&f, int32(i))
		f.Reason = fmt.Sprintf("%s joins on %s and has no work e-mail on the roster: no invitation can be sent.",
			display(f.Person), p.Start)
		f.Action = "enter the work e-mail in the roster"
		j.seal(&f, int32(i))
		findings = append(findings, f)
	}
	return findings
}

// Sort puts findings in their order, which depends on nothing but the findings.
func Sort(findings []access.Finding) {
	sort.Slice(findings, func(i, k int) bool {
		a, b := &findings[i], &findings[k]
		if a.Severity != b.Severity {
			return a.Severity < b.Severity
		}
		for _, pair := range [][2]string{
			{order(a), order(b)},
			{a.Target, b.Target},
			{personID(a), personID(b)},
			{accountID(a), accountID(b)},
			{a.Entitlement, b.Entitlement},
		} {
			if pair[0] != pair[1] {
				return pair[0] < pair[1]
			}
		}
		return a.Fingerprint < b.Fingerprint
	})
}

// order puts leavers before everything else of their severity.
func order(f *access.Finding) string {
	if f.Cause == access.CauseLeaver {
		return ""
	}
	return string(f.Verdict)
}

func personID(f *access.Finding) string {
	if f.Person == nil {
		return ""
	}
	return f.Person.ID
}

func accountID(f *access.Finding) string {
	if f.Account == nil {
		return ""
	}
	return f.Account.ID
}
