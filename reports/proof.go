package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
)

// proof says of one source or app what was read of it, so that a reader can tell a whole read from half of one.
type proof struct {
	name  string
	lines []string
	// hash is the whole SHA-256; digest says its beginning, or that there is none, "" where nothing was read.
	hash, digest string
}

// proofs lists the sources of the roster, then the apps.
func (m *maker) proofs() []proof {
	var list []proof
	for i := range m.run.Roster.Sources {
		list = append(list, sourceProof(&m.run.Roster.Sources[i]))
	}
	for i := range m.run.Targets {
		list = append(list, targetProof(&m.run.Targets[i]))
	}
	return list
}

// first is the line that says of what and of when it is.
func (p *proof) first() string { return sentence(p.lines[0], p.digest) }

func sourceProof(s *access.SourceRead) proof {
	p := proof{name: "roster " + clean(s.Name), hash: clean(s.Hash), digest: digest(s.Hash)}
	p.lines = append(p.lines, sentence(origin(s.Kind, s.File, s.Date), count(s.Rows, "row", "rows"),
		fmt.Sprintf("%s not judged", number(s.Quarantined)), lists(s.CurrentOnly)))
	var fields []string
	for field := range s.Mapped {
		fields = append(fields, field)
	}
	slices.Sort(fields)
	for i, field := range fields {
		fields[i] = clean(field) + " from " + clean(s.Mapped[field])
	}
	if fields != nil {
		p.lines = append(p.lines, "columns: "+strings.Join(fields, ", "))
	}
	if n := len(s.Discarded); n > 0 {
		p.lines = append(p.lines, count(n, "column was", "columns were")+" not kept")
	}
	return p
}

func lists(currentOnly bool) string {
	if currentOnly {
		return "lists current staff only"
	}
	return ""
}

func targetProof(t *access.TargetResult) proof {
	p := proof{name: clean(t.Name)}
	if !read(t) {
		p.lines = append(p.lines, clean(string(t.Status))+": nothing of it was judged")
		return p
	}
	p.hash, p.digest = clean(t.Hash), digest(t.Hash)
	rows := count(t.Rows, "row", "rows")
	if t.File == "" {
		rows += " in " + count(t.Pages, "page", "pages") + ", " + count(t.Calls, "call", "calls")
	}
	p.lines = append(p.lines, sentence(origin(t.Kind, t.File, t.Taken), rows), total(t))
	if s := listed(&t.Reach); s != "" {
		p.lines = append(p.lines, "asked for, and listed: "+s)
	}
	for _, f := range t.Reach.Holes() {
		said := "not listed"
		if f.Listed != access.No {
			said = "not certain"
		}
		if f.Why != "" {
			said += ", " + clean(f.Why)
		}
		p.lines = append(p.lines, clean(f.Name)+": "+said)
	}
	if t.Self != "" {
		p.lines = append(p.lines, "read with the credential of "+clean(t.Self))
	}
	return p
}

// listed names what is certainly seen.
func listed(r *access.Reach) string {
	var names []string
	for _, f := range r.Facets {
		if f.Listed == access.Yes {
			names = append(names, clean(f.Name))
		}
	}
	return some(names, 2*mostRows)
}

// total holds what was read against what the app itself counts.
func total(t *access.TargetResult) string {
	if t.ReportedTotal == nil {
		return count(t.Accounts, "account", "accounts") + "; the app gives no total of its own"
	}
	return fmt.Sprintf("%s, %s by the app's own count: difference %s", count(t.Accounts, "account", "accounts"),
		number(*t.ReportedTotal), number(t.Accounts-*t.ReportedTotal))
}

// origin says where data is from, and of when.
func origin(kind, file string, of time.Time) string {
	s := clean(kind)
	if file != "" {
		s = strings.TrimSpace(clean(file) + " (" + s + ")")
	}
	if of.IsZero() {
		return s + ", of no known date"
	}
	return s + ", of " + clean(of.Format("2006-01-02 15:04 -07:00"))
}

func digest(s string) string {
	if s == "" {
		return "no hash"
	}
	return "sha256 " + hash(s)
}

// sentence joins what there is to say.
func sentence(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// proofNote says by which rules and which program the run was made.
func (m *maker) proofNote() string {
	head := &m.run.Run
	s := fmt.Sprintf("Run %s, rules %s, configuration %s, program %s", clean(head.ID), digest(head.RulesHash),
		digest(head.ConfigHash), clean(head.Version))
	if !head.Started.IsZero() {
		s += ", from " + clean(head.Started.Format("2006-01-02 15:04:05 -07:00"))
		if seconds := head.Finished.Sub(head.Started); seconds > 0 {
			s += fmt.Sprintf(", took %.1f s", seconds.Seconds())
		}
	}
	s += "."
	if mem := m.memory(); mem != nil {
		s += " When it began: " + mem.Head + "."
	}
	return s
}
