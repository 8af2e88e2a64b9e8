package reports

import (
	"strings"

	"reconcile/internal/access"
)

// layout is a view as the HTML templates read it: the same words, cut to what a form has room for, with bars beside them.
type layout struct {
	Title, Company, Date string
	// Lead is the gravest that the headline says, Rest what follows.
	Lead, Rest string
	Intro      []string

	Gaps         []sheetGap
	MoreGaps     string
	Consequences []string
	// Nothing says that nothing was found, "" where something was.
	Nothing string

	Urgent sheetUrgent

	// Found counts the findings that are shown, Severities splits them, and SeverityWords says both.
	Found         string
	Severities    []segment
	SeverityWords string
	Figures       []figure
	MoreFigures   string

	Plan    sheetPlan
	Memory  *memoryView
	Remarks []string
	// MoreRemarks counts those that are left out.
	MoreRemarks string
	ProofNote   string
}

type sheetGap struct {
	Where, Status, Why string
	Bad                bool
}

// room is how much of each list a form has room for, and how many columns of one text.
type room struct{ gaps, entries, lines, apps, guards, reasons, remarks, columns int }

// layout lays a view out.
func (m *maker) layout(v *view, r room) *layout {
	parts, held := verdict(m.run)
	s := &layout{
		Title: v.headline, Company: shorten(clean(m.run.Run.Company), leastWidth), Date: m.run.Run.AsOf.String(),
		Lead: capital(parts[0]), Rest: strings.Join(nonEmpty(append(parts[1:], held)...), ", "), Intro: r.all(v.intro),
		Consequences: v.consequences, Memory: v.memory, ProofNote: v.proofNote,
	}
	for i, g := range v.gaps {
		if i == r.gaps {
			s.MoreGaps = andMore(len(v.gaps) - i)
			break
		}
		s.Gaps = append(s.Gaps, sheetGap{r.cut(g.where), r.cut(g.status), r.cut(g.why), g.bad})
	}
	if v.found() == 0 {
		s.Nothing = r.cut(v.nothing())
	}
	s.Urgent = r.urgent(&v.urgent)
	s.Found = number(len(m.shown))
	s.Severities, s.SeverityWords = m.severityBar()
	s.Figures, s.MoreFigures = r.figures(v)
	s.Plan = r.plan(&v.plan)
	for i, remark := range v.remarks {
		if i == r.remarks {
			s.MoreRemarks = andMore(len(v.remarks) - i)
			break
		}
		s.Remarks = append(s.Remarks, r.cut(remark))
	}
	return s
}

// cut shortens a text to what there is room for.
func (r *room) cut(s string) string { return shorten(s, r.columns) }

func (r *room) all(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = r.cut(s)
	}
	return out
}

// andMore says how many of a list are left out.
func andMore(n int) string { return "and " + number(n) + " more" }

// capital begins one of our own sentences.
func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// figure is an app in figures, with a bar of its findings, which is as long as they are many beside those of others.
type figure struct {
	Name, Title, Status, Missing, Excess, Orphaned, Hygiene, Accounts, Linked, Governed string
	// Found counts its findings.
	Found string
	Bar   []segment
	// Rest is what the bar leaves, in per cent.
	Rest int
	// Bad: it was not read as it should be. All: it is the sum of the others.
	Bad, All bool
}

// figures words the table of apps.
func (r *room) figures(v *view) (figures []figure, more string) {
	most := 0
	for i := range v.apps {
		most = max(most, v.apps[i].total)
	}
	for i := range v.table {
		t := &v.table[i]
		f := figure{
			Name: r.cut(t.name), Status: r.cut(t.status), Missing: t.missing, Excess: t.excess, Orphaned: t.orphaned, Hygiene: t.hygiene,
			Accounts: t.accounts, Linked: t.linked, Governed: t.governed,
		}
		switch {
		case i >= len(v.apps):
			f.All, f.Found = true, number(v.found())
		case i >= r.apps:
			continue
		default:
			a := &v.apps[i]
			if a.title != a.name {
				f.Title = r.cut(a.title)
			}
			f.Bar, f.Found = bar(most, a.amounts()...), unless(a.total)
			if a.target != nil && read(a.target) {
				f.Found = number(a.total)
			}
			f.Rest = rest(f.Bar)
			f.Bad = a.target != nil && (a.target.Status == access.FailedRead || a.target.Status == access.Partial)
		}
		figures = append(figures, f)
	}
	if n := len(v.apps) - r.apps; n > 0 {
		more = andMore(n)
	}
	return figures, more
}
