package reports

import (
	"html/template"
	"io"

	"reconcile/internal/access"
)

// accessPage is what the page on who had what is made from.
type accessPage struct {
	Policy           string
	Style, Script    template.HTML
	Title, Day, Sum  string
	Count, Cut       string
	Gaps             []sheetGap
	Apps             []choice
	Rows             []accessRow
	targets, persons map[string]bool
}

// accessRow is an account.
type accessRow struct {
	App                                 int
	Privileged                          bool
	Target, Who, Account, Status, Since string
	Keys                                []string
}

// AccessPage writes who had what as one HTML file for a browser, like Page: it opens offline and asks for nothing. Above
// 5,000 accounts it holds the first 5,000 and says so.
func AccessPage(w io.Writer, r *access.Inventory) error {
	p := accessPage{Title: accessTitle(r), Day: r.AsOf.String(), targets: map[string]bool{}, persons: map[string]bool{}}
	style, styleSource, err := inline("style", "page.css")
	if err != nil {
		return err
	}
	script, scriptSource, err := inline("script", "page.js")
	if err != nil {
		return err
	}
	p.Style, p.Script, p.Policy = style, script, policy(styleSource, scriptSource)
	if err := p.fill(r); err != nil {
		return err
	}
	return render(w, "access.gohtml", &p)
}

// fill makes the rows.
func (p *accessPage) fill(r *access.Inventory) error {
	accounts, err := heldAccounts(r)
	if err != nil {
		return err
	}
	apps := map[string]int{}
	for i, read := range r.Reads {
		apps[read.Target] = i
		p.Apps = append(p.Apps, choice{i, clean(read.Target)})
	}
	for _, g := range accessGaps(r) {
		p.Gaps = append(p.Gaps, sheetGap{g.where, g.status, g.why, g.bad})
	}
	for _, a := range accounts {
		p.targets[a.Target] = true
		if a.Person != "" {
			p.persons[a.Person] = true
		}
		if len(p.Rows) == mostListed {
			continue
		}
		p.Rows = append(p.Rows, accessRow{
			App: apps[a.Target], Privileged: a.privileged, Target: clean(a.Target), Who: a.who(r), Account: accountLabel(&a.Account),
			Status: clean(a.Status), Since: a.Since.String(), Keys: a.keys,
		})
	}
	p.Count = number(len(accounts))
	if len(accounts) > mostListed {
		p.Cut = "There are " + number(len(accounts)) + " accounts. This page shows the first " + number(mostListed) +
			"; all of them are in the workbook, the CSV and the JSON document."
	}
	p.Sum = count(len(accounts), "account", "accounts") + " of " + count(len(p.persons), "person", "people") + " in " +
		count(len(p.targets), "app", "apps") + "."
	return nil
}
