package reports

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"reconcile/internal/access"
)

// heldAccount is one account with all it holds.
type heldAccount struct {
	access.Held
	// keys are the access besides the account itself, privileged ones marked.
	keys       []string
	privileged bool
}

// AccessText writes for a terminal who had what: by app, or by person.
func AccessText(w io.Writer, r *access.Inventory, byPerson bool, o Options) error {
	accounts, err := heldAccounts(r)
	if err != nil {
		return err
	}
	p := newPage(o)
	p.styled(0, bold, accessTitle(r))
	for _, g := range accessGaps(r) {
		style := plain
		if g.bad {
			style = notice
		}
		p.styled(2, style, g.where+": "+g.why)
	}
	head := func(a *heldAccount) (string, string) {
		return clean(a.Target), a.who(r) + " as " + accountLabel(&a.Account)
	}
	if byPerson {
		slices.SortStableFunc(accounts, func(a, b *heldAccount) int {
			return cmp.Or(cmp.Compare(a.who(r), b.who(r)), cmp.Compare(a.Target, b.Target))
		})
		head = func(a *heldAccount) (string, string) {
			return a.who(r), clean(a.Target) + " as " + accountLabel(&a.Account)
		}
	}
	last := ""
	for _, a := range accounts {
		group, row := head(a)
		if group != last {
			p.heading(group)
			last = group
		}
		p.text(2, row+" ("+sentence(clean(a.Status), sinceWords(a.Since))+")")
		if len(a.keys) > 0 {
			p.text(4, strings.Join(a.keys, ", "))
		}
	}
	if len(accounts) == 0 {
		p.blank()
		p.text(0, nobodyHad)
	}
	return p.flush(w)
}

// nobodyHad says that nobody had access.
const nobodyHad = "Nobody had any in what was read."

// accessGaps say of each app what of that day is not known of it: nothing, or nothing since the read that it is told by, or
// what that read did not see.
func accessGaps(r *access.Inventory) []gap {
	var gaps []gap
	for i := range r.Reads {
		read := &r.Reads[i]
		g := gap{where: clean(read.Target), status: "as of " + read.Day.String()}
		var why []string
		switch {
		case read.Day == 0:
			g.status, g.bad = "unknown", true
			why = append(why, "no complete read until then: nothing is known of it")
		case read.Later != "":
			g.bad = true
			why = append(why, g.status, "a later read was "+clean(string(read.Later)))
		case read.Day != r.AsOf:
			why = append(why, g.status)
		default:
			g.status = "in part"
		}
		if read.Day != 0 {
			why = append(why, facetHoles(&access.Reach{Facets: read.Holes})...)
		}
		if g.why = strings.Join(why, "; "); g.why != "" {
			gaps = append(gaps, g)
		}
	}
	if len(r.Reads) == 0 {
		gaps = append(gaps, gap{"all apps", "unknown", "no app was read until then: nothing is known of any", true})
	}
	return gaps
}

// AccessGaps are what is not known of that day, in words: what stands in every format but CSV, which has no place for it.
func AccessGaps(r *access.Inventory) []string {
	var words []string
	for _, g := range accessGaps(r) {
		words = append(words, g.where+": "+g.why)
	}
	return words
}

func accessTitle(r *access.Inventory) string {
	title := "Who had access"
	if r.Target != "" {
		title += " in " + clean(r.Target)
	}
	if r.Person != "" {
		name := r.Name(r.Person)
		title = "What " + personLabel(&name) + " had access to"
		if r.Target != "" {
			title += " in " + clean(r.Target)
		}
	}
	return title + " on " + r.AsOf.String()
}

func sinceWords(d access.Date) string {
	if d == 0 {
		return ""
	}
	return "seen since " + d.String()
}

// who names the person, or says that there is none.
func (a *heldAccount) who(r *access.Inventory) string {
	if a.Person == "" {
		return "nobody known"
	}
	name := r.Name(a.Person)
	return personLabel(&name)
}

// heldAccounts puts the access of each account together.
func heldAccounts(r *access.Inventory) ([]*heldAccount, error) {
	var accounts []*heldAccount
	for h, err := range r.Held {
		if err != nil {
			return nil, err
		}
		if h.Entitlement == access.AccountType {
			accounts = append(accounts, &heldAccount{Held: h})
			continue
		}
		key := clean(h.Entitlement)
		if h.Via != "" {
			key += " (through " + clean(h.Via) + ")"
		}
		if h.Privileged {
			key += " (privileged)"
		}
		last := accounts[len(accounts)-1]
		last.keys, last.privileged = append(last.keys, key), last.privileged || h.Privileged
	}
	return accounts, nil
}

// AccessCSV writes one row for each access, safe in a spreadsheet.
func AccessCSV(w io.Writer, r *access.Inventory) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	days := map[string]access.Date{}
	for _, read := range r.Reads {
		days[read.Target] = read.Day
	}
	header := []string{
		"as_of", "target", "read", "account_id", "account_login", "account_email", "account_name", "person_id", "person_name", "status",
		"entitlement", "privileged", "via", "managed_by", "since",
	}
	if err := out.Write(header); err != nil {
		return err
	}
	for h, err := range r.Held {
		if err != nil {
			return err
		}
		person := access.PersonName{}
		if h.Person != "" {
			person = r.Name(h.Person)
		}
		row := []string{
			r.AsOf.String(), h.Target, h.Read.String(), h.Account.ID, h.Account.Login, h.Account.Email, h.Account.Name, person.ID,
			person.Name, h.Status, h.Entitlement, yes(h.Privileged), h.Via, h.ManagedBy, h.Since.String(),
		}
		for i := range row {
			row[i] = cell(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// accessFrame is what stands around the access in JSON.
type accessFrame struct {
	AsOf   access.Date            `json:"as_of"`
	Target string                 `json:"target,omitempty"`
	Person *access.PersonName     `json:"person,omitempty"`
	Reads  []access.InventoryRead `json:"reads"`
	Access []struct{}             `json:"access"`
}

// AccessJSON writes who had what, one access a line.
func AccessJSON(w io.Writer, r *access.Inventory) error {
	frame := accessFrame{AsOf: r.AsOf, Target: r.Target, Reads: list(r.Reads), Access: []struct{}{}}
	if r.Person != "" {
		name := r.Name(r.Person)
		frame.Person = &name
	}
	var b bytes.Buffer
	if err := encoder(&b).Encode(&frame); err != nil {
		return err
	}
	before, after, found := bytes.Cut(b.Bytes(), []byte("[]\n}"))
	if !found {
		return fmt.Errorf("the report has lost its access")
	}
	buffered := bufio.NewWriter(w)
	out := shown{buffered}
	if err := write(out, before, "["); err != nil {
		return err
	}
	separator := "\n    "
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	for h, err := range r.Held {
		if err != nil {
			return err
		}
		line.Reset()
		if err := enc.Encode(&h); err != nil {
			return err
		}
		if err := write(out, nil, separator+strings.TrimSuffix(line.String(), "\n")); err != nil {
			return err
		}
		separator = ",\n    "
	}
	if err := write(out, nil, "\n  ]\n}"+string(after)); err != nil {
		return err
	}
	return buffered.Flush()
}
