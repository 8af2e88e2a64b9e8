package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/history"
)

// Finished is what a run came to.
type Finished struct {
	Document *access.Run
	// Concluded says of an open finding that was not found tonight whether that means it is resolved: its target was read
	// completely, and the run was not limited to others. It is given fingerprint, verdict, cause, target, account and person
	// by id, entitlement, since when it is open, and the status and kind that the account has or had last. Nil resolves nothing.
	Concluded func(*access.Finding) bool
	// Roster is who was there, nil for a run that was limited. With it the run's findings rest on it, or neither is there.
	Roster *RosterRead
	// Rules are the rules' files as they were.
	Rules access.RulesText
	// Controls are the settings that change what is done, by name.
	Controls map[string]string
}

// runPayload is what the audit log says of a run.
type runPayload struct {
	Run        int64                 `json:"run"`
	ID         string                `json:"id"`
	Mode       string                `json:"mode"`
	AsOf       access.Date           `json:"as_of"`
	InLine     bool                  `json:"in_line"`
	Status     access.RunStatus      `json:"status"`
	Document   string                `json:"document_sha256"`
	RulesHash  string                `json:"rules_hash"`
	ConfigHash string                `json:"config_hash"`
	Version    string                `json:"version"`
	Findings   history.FindingCounts `json:"findings"`
}

// FinishCounts count what a finished run changed.
type FinishCounts struct {
	Findings history.FindingCounts
	People   history.Counts
}

// Finish ends a run: its findings are opened, kept or resolved, its roster and its document are stored, and the audit log
// says so. From now on the run can be seen. A rehearsal changes no finding and no baseline.
func (s *Store) Finish(ctx context.Context, run int64, f Finished) (FinishCounts, error) {
	var counts FinishCounts
	if f.Document == nil {
		return counts, errors.New("finish run: it has no document")
	}
	hashed := hashOf(f.Document) // beside what is written meanwhile
	err := s.write(ctx, "finish run", func(t *tx) error {
		head, err := t.open(run)
		if err != nil {
			return err
		}
		var rules, controls *int64
		if head.InLine {
			if counts.Findings, err = t.findings(run, date(head.AsOf), &f); err != nil {
				return err
			}
			if f.Roster != nil {
				if counts.People, err = t.roster(run, f.Roster, s.marker()); err != nil {
					return err
				}
			}
			if err = t.told(run); err != nil {
				return err
			}
			if rules, err = t.kept(f.Rules); err != nil {
				return err
			}
			if controls, err = t.kept(f.Controls); err != nil {
				return err
			}
		}
		sha, err := t.document(run, f.Document, hashed)
		if err != nil {
			return err
		}
		d := &f.Document.Run
		err = t.exec("UPDATE run SET state = ?, finished = ?, rules = ?, controls = ? WHERE id = ?", runFinished, micros(d.Finished),
			rules, controls, run)
		if err != nil {
			return err
		}
		return t.audit(s.now(), auditRun, runPayload{
			Run: run, ID: head.Name, Mode: d.Mode, AsOf: date(head.AsOf), InLine: head.InLine, Status: d.Status, Document: sha,
			RulesHash: head.RulesHash, ConfigHash: head.ConfigHash, Version: head.Version, Findings: counts.Findings,
		})
	})
	return counts, err
}

// kept stores a value as JSON, once.
func (t *tx) kept(value any) (*int64, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	id, err := t.content(text)
	return &id, err
}

// openFinding is an open finding as it is stored.
type openFinding struct {
	Fingerprint string         `db:"fingerprint"`
	Opened      string         `db:"opened"`
	Verdict     access.Verdict `db:"verdict"`
	Cause       access.Cause   `db:"cause"`
	Emptied     string         `db:"emptied"`
	Target      string         `db:"target"`
	Account     string         `db:"account"`
	Person      string         `db:"person"`
	Entitlement string         `db:"entitlement"`
}

// finding is what is known of it.
func (o *openFinding) finding() *access.Finding {
	f := &access.Finding{
		Fingerprint: o.Fingerprint, FirstSeen: date(o.Opened), Verdict: o.Verdict, Cause: o.Cause, Target: o.Target,
		Entitlement: o.Entitlement,
	}
	if o.Account != "" {
		f.Account = &access.AccountName{ID: o.Account}
	}
	if o.Person != "" {
		f.Person = &access.PersonName{ID: o.Person}
	}
	return f
}

// hold reads the status and the kind of a finding's account, nil where it is about none.
func (t *tx) hold(f *access.Finding) (*access.Hold, error) {
	if f.Account == nil || f.Target == "" {
		return nil, nil
	}
	var a struct {
		Status string `db:"status"`
		Kind   string `db:"kind"`
	}
	err := t.get(&a, `SELECT status, kind FROM account_span JOIN target ON target.id = target
		WHERE target.name = ? AND account = ? ORDER BY from_run DESC LIMIT 1`, f.Target, f.Account.ID)
	return &access.Hold{
		Status: word(a.Status, access.Enabled, access.Invited, access.Suspended),
		Kind:   word(a.Kind, access.Human, access.Guest, access.Bot, access.Shared),
	}, err
}

// findings compares tonight's findings with the open ones and writes what differs.
func (t *tx) findings(run int64, asOf access.Date, f *Finished) (history.FindingCounts, error) {
	var counts history.FindingCounts
	var rows []openFinding
	err := t.list(&rows, `SELECT fingerprint, opened, verdict, cause, emptied, target, account, person, entitlement
		FROM finding_span WHERE to_run IS NULL`)
	if err != nil {
		return counts, err
	}
	open, known := make(map[string]history.Known, len(rows)), make(map[string]*openFinding, len(rows))
	for i := range rows {
		open[rows[i].Fingerprint], known[rows[i].Fingerprint] = history.Known{Cause: rows[i].Cause, Emptied: rows[i].Emptied}, &rows[i]
	}
	found := f.Document.Findings
	var fault error
	c := history.Findings(open, found, func(fingerprint string) bool {
		if f.Concluded == nil || fault != nil {
			return false
		}
		lost := known[fingerprint].finding()
		lost.Hold, fault = t.hold(lost)
		return fault == nil && f.Concluded(lost)
	})
	if fault != nil {
		return counts, fault
	}
	if counts.Reopened, err = t.reopened(c.Opened, found); err != nil {
		return counts, err
	}
	counts.Opened, counts.Kept, counts.Resolved = len(c.Opened)-counts.Reopened, len(c.Kept), len(c.Resolved)
	for _, i := range c.Recaused {
		err := t.exec("UPDATE finding_span SET cause = ?, emptied = ? WHERE fingerprint = ? AND to_run IS NULL", string(found[i].Cause),
			history.KnownOf(&found[i]).Emptied, found[i].Fingerprint)
		if err != nil {
			return counts, err
		}
	}
	slices.Sort(c.Resolved)
	err = inBatches(c.Resolved, func(list string, args []any) error {
		return t.exec("UPDATE finding_span SET to_run = ? WHERE to_run IS NULL AND fingerprint IN "+list,
			append([]any{run}, args...)...)
	})
	if err != nil {
		return counts, err
	}
	spans := t.insert(`finding_span (fingerprint, from_run, to_run, opened, verdict, cause, emptied, target, account, person,
		entitlement)`, "(@, #1, NULL, #2, @, @, @, @, @, @, @)", run, asOf.String())
	for _, i := range c.Opened {
		f, account, person := &found[i], "", ""
		if f.Fingerprint == "" {
			return counts, fmt.Errorf("finding %d has no fingerprint", i+1)
		}
		if f.Account != nil {
			account = f.Account.ID
		}
		if f.Person != nil {
			person = f.Person.ID
		}
		err := spans.add(f.Fingerprint, string(f.Verdict), string(f.Cause), history.KnownOf(f).Emptied, f.Target, account, person,
			f.Entitlement)
		if err != nil {
			return counts, err
		}
	}
	return counts, spans.end()
}

// reopened counts the findings that were open before.
func (t *tx) reopened(opened []int, found []access.Finding) (int, error) {
	fingerprints := make([]string, len(opened))
	for k, i := range opened {
		fingerprints[k] = found[i].Fingerprint
	}
	total := 0
	err := inBatches(fingerprints, func(list string, args []any) error {
		n := 0
		err := t.get(&n, "SELECT count(DISTINCT fingerprint) FROM finding_span WHERE fingerprint IN "+list, args...)
		total += n
		return err
	})
	return total, err
}
