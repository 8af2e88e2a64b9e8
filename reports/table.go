package reports

import "reconcile/internal/access"

// appRow is an app in figures. What was not looked for is "-", never 0.
type appRow struct {
	name, status, accounts, linked, missing, excess, orphaned, hygiene, governed string
}

// table gives each app a row, and all of them one where there are several.
func (m *maker) table(apps []app) []appRow {
	var rows []appRow
	var all access.TargetResult
	sum := app{counts: map[access.Verdict]int{}}
	for i := range apps {
		a := &apps[i]
		rows = append(rows, a.row())
		for verdict, n := range a.counts {
			sum.counts[verdict] += n
		}
		if t := a.target; t != nil {
			all.Accounts += t.Accounts
			all.Humans += t.Humans
			all.Linked += t.Linked
			all.Grants += t.Grants
			all.Governed += t.Governed
		}
	}
	if len(rows) > 1 {
		all.Status = access.Complete
		sum.name, sum.target = "all", &all
		row := sum.row()
		row.status = ""
		rows = append(rows, row)
	}
	return rows
}

// row words an app's figures.
func (a *app) row() appRow {
	hygiene := a.hygiene()
	r := appRow{
		name: a.name, status: "-", accounts: "-", linked: "-", governed: "-", missing: unless(a.counts[access.Missing]),
		excess: unless(a.counts[access.Excess]), orphaned: unless(a.counts[access.Orphaned]), hygiene: unless(hygiene),
	}
	t := a.target
	if t == nil {
		return r
	}
	r.status = clean(string(t.Status))
	if !read(t) {
		return r
	}
	r.orphaned, r.hygiene = number(a.counts[access.Orphaned]), number(hygiene)
	r.accounts, r.linked, r.governed = number(t.Accounts), share(t.Linked, t.Humans), share(t.Governed, t.Grants)
	if t.Unruled {
		r.governed = "no rules"
	} else {
		r.excess = number(a.counts[access.Excess])
	}
	if judged(t) {
		r.missing = number(a.counts[access.Missing])
	}
	return r
}

// unless words a number that was not counted in whole: "-" for none.
func unless(n int) string {
	if n == 0 {
		return "-"
	}
	return number(n)
}

// hygiene counts the findings that are not about access.
func (a *app) hygiene() int {
	hygiene := 0
	for verdict, n := range a.counts {
		if hygienic(verdict) {
			hygiene += n
		}
	}
	return hygiene
}
