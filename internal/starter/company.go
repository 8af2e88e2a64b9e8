package starter

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/correlate"
	"reconcile/internal/fold"
)

// Export is the member export of an app, under the name that the app is to have.
type Export struct{ Name, Path string }

// Request is what a configuration is to be made of.
type Request struct {
	// Company is its name, "" to take the mail domain.
	Company string
	// Dir is the folder of the configuration; paths in it are relative to that.
	Dir     string
	Roster  string
	Exports []Export
	// Now is the time of the run.
	Now time.Time
}

// Proposal is a first configuration with what is to be known of it. Its texts are not yet safe to show.
type Proposal struct {
	Files []File
	// Read says what the files hold, Assumed what was decided without being told, Open what nobody but the company knows.
	Read, Assumed, Open []string
	// Person and Account are examples to explain, "" for none.
	Person, Account string
}

// Propose reads a roster and exports and makes a configuration and first rules that read them. The error is a reader's own,
// which names file, place and remedy.
func Propose(ctx context.Context, r Request) (*Proposal, error) {
	var names []string
	for _, e := range r.Exports {
		names = append(names, e.Name)
	}
	p, err := readPeople(ctx, r.Roster, names, r.Now)
	if err != nil {
		return nil, err
	}
	var apps []*app
	for _, e := range r.Exports {
		a, err := readApp(ctx, e.Name, e.Path, r.Now)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name, err)
		}
		apps = append(apps, a)
	}
	if err := link(ctx, p, apps); err != nil {
		return nil, err
	}
	p.findSwapped(ctx, apps)
	return propose(&r, p, apps)
}

// link finds whose the accounts are. Where few are anybody's, a column of the roster may name them.
func link(ctx context.Context, p *people, apps []*app) error {
	match := func() {
		x := correlate.NewIndex(&p.roster, p.standings, &access.Known{}, nil)
		for _, a := range apps {
			a.link(x.Match(&a.snapshot, nil))
		}
	}
	match()
	found := false
	for _, a := range apps {
		if field := "accounts." + a.name; 2*a.linked < a.humans && p.column(field) == nil {
			if c := p.accountColumn(&a.snapshot); c != nil {
				p.guess(field, c, "it holds logins of "+a.name)
				found = true
			}
		}
	}
	if !found {
		return nil
	}
	if err := p.read(ctx); err != nil {
		return err
	}
	match()
	return nil
}

// propose puts everything together. It reads nothing.
func propose(r *Request, p *people, apps []*app) (*Proposal, error) {
	company := r.Company
	if company == "" {
		company = cmp.Or(p.domain(), "My company")
	}
	working := map[int32]bool{}
	for i := range p.standings {
		if s := p.standings[i].State; s == access.Active || s == access.Away {
			working[int32(i)] = true
		}
	}
	all := everyone(apps, working)
	proposed := departments(apps, &p.roster, working, &all)
	config, err := configFile(r, company, p, apps, len(all.grants) > 0)
	if err != nil {
		return nil, err
	}
	power := powerfulOf(apps, &p.roster, working)
	out := &Proposal{Files: []File{{Config, config}, {Rules, rulesFile(&all, proposed, power)}}}
	out.tell(r, company, p, apps, &all)
	if len(proposed)+len(power) > 0 {
		out.open("which access belongs to which job: %s proposes %s, as comments", Rules, count(len(proposed)+len(power), "role"))
	}
	return out, nil
}

// configFile writes the configuration. Without a rule the file of rules is named in a comment: one without rules is refused.
func configFile(r *Request, company string, p *people, apps []*app, ruled bool) ([]byte, error) {
	rules := "rules"
	if !ruled {
		rules = "#rules"
	}
	l := &lines{}
	l.add("# A first configuration, made from the files it names. Every key is explained in docs/configuration.md.")
	l.add("company: " + word(company))
	l.add("source:")
	if err := l.file(r.Dir, p.kind, p.path); err != nil {
		return nil, err
	}
	for _, s := range p.settings() {
		l.set("  ", s)
	}
	for _, s := range p.proposals() {
		l.comment("  ", s)
	}
	l.add("targets:")
	for _, a := range apps {
		l.add("  " + word(a.name) + ":")
		l.indent = "  "
		if err := l.file(r.Dir, a.kind, a.path); err != nil {
			return nil, err
		}
		for _, s := range a.settings() {
			l.set("    ", s)
		}
	}
	l.add(rules + ": [" + Rules + "]")
	l.add("# Further on: criticality: critical, owner: ADDRESS and seat_cost: 10 USD/month under an app; a memory for everything:")
	l.add("# store: reconcile.db")
	return []byte(l.b.String()), nil
}

// file writes where a source or target is read from.
func (l *lines) file(dir, kind, path string) error {
	relative, err := relativeTo(dir, path)
	if err != nil {
		return err
	}
	l.set(l.indent+"  ", setting{key: "kind", value: kind})
	l.set(l.indent+"  ", setting{key: "path", value: word(relative)})
	return nil
}

// relativeTo returns a path as the configuration in a folder names it.
func relativeTo(dir, path string) (string, error) {
	from, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the folder %s: %w", dir, err)
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find the file %s: %w", path, err)
	}
	if relative, err := filepath.Rel(from, to); err == nil {
		to = filepath.ToSlash(relative)
	}
	if visible(to) != to || strings.TrimSpace(to) != to {
		return "", fmt.Errorf("%s has a name that a configuration can't hold: rename the file", fold.Clean(path))
	}
	return to, nil
}

// tell says what was read, assumed and left open.
func (out *Proposal) tell(r *Request, company string, p *people, apps []*app, all *suggestion) {
	if r.Company == "" {
		out.assume("the company is called %s: --company says otherwise", word(company))
	}
	few := slices.ContainsFunc(apps, func(a *app) bool { return 2*a.linked < a.humans })
	out.aboutPeople(p, few)
	for _, a := range apps {
		out.aboutApp(a, p)
	}
	var names []string
	for _, g := range all.grants {
		names = append(names, g.app)
	}
	if len(names) > 0 {
		out.assume("everybody should have an account in %s, as most people have one (%s)", strings.Join(names, " and "), Rules)
	} else {
		out.assume("nobody must have an account anywhere, as no app is had by most people: write roles into %s, and take away the # "+
			"before `rules:` in %s", Rules, Config)
	}
	for i := range p.roster.People {
		if p.standings[i].State == access.Active && p.roster.People[i].Email != "" {
			out.Person = p.roster.People[i].Email
			break
		}
	}
	for _, a := range apps {
		i := slices.IndexFunc(a.matches, func(m access.Match) bool { return m.Class != access.Linked })
		if i >= 0 && out.Account == "" {
			out.Account = a.name + "/" + a.snapshot.Accounts[i].ID
		}
	}
}

func (out *Proposal) assume(format string, args ...any) {
	out.Assumed = append(out.Assumed, fmt.Sprintf(format, args...))
}

func (out *Proposal) open(format string, args ...any) {
	out.Open = append(out.Open, fmt.Sprintf(format, args...))
}

// count writes a number of things.
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
