package access

import (
	"slices"
	"time"
)

// Past is what earlier nights left for tonight: data, read from the store before anything is judged. A nil Past is an
// audit without memory; a Past without runs is the first night.
type Past struct {
	// LastDay is the date of judgement of the last run in line, no date on the first night.
	LastDay Date
	// Targets are by name; one that was never read is missing.
	Targets map[string]*PastTarget
	// Open are the findings open at the last run in line, by fingerprint.
	Open map[string]PastFinding
	// Unread are those of them that no good read has found on the day they were opened, with the local date of the first good read
	// of their target since, no date where there was none.
	Unread map[string]Date
	// Roster is the last good one.
	Roster PastRoster
	// Moves are the records that good rosters replaced lately, the latest first, and those that others replaced under another id.
	Moves []PastMove
	// Accepted are the rules that were accepted last: those of the first night, then what --accept-rules named.
	Accepted RulesText
	// Actions are outcomes of the last 90 days, oldest first.
	Actions []PastAction
	// Controls are the settings of the last run in line that change what is done, by name, as text.
	Controls map[string]string
}

// PastTarget is what earlier nights know of a target.
type PastTarget struct {
	// GoodDays are the local dates of good reads before tonight, each once, oldest first. A good read is one of a run in
	// line that came to its end, over a sound roster file, complete, and not for one person only.
	GoodDays []Date
	// LastRead is the date of the last read that was not failed, LastHash the hash of the last complete one.
	LastRead Date
	LastHash string
	// Enabled counts the enabled accounts of the last good read.
	Enabled int
	// Reach is what the last complete read could see, nil where that is not known.
	Reach *Reach
	// Governed are the folded keys of entitlements that a rule, exception, migration or glob governed on any night.
	Governed []string
}

// PastFinding is a finding that is open.
type PastFinding struct {
	// Opened is the date of judgement of the run that found it first.
	Opened Date
	// Cause is the one it was last found with.
	Cause Cause
	// What it is about, by id; "" for what it has none of.
	Verdict                 Verdict
	Target, Account, Person string
	// Emptied says why its removal is held back: what gave the access fits nobody any more. "" for all others.
	Emptied string
}

// PastMove is a person's record that a good roster had no more.
type PastMove struct {
	// Day is the local date of the first good roster without the record, Since that of the first one with this.
	Day, Since Date
	Before     Person
}

// PastLink is whose an account was in the last good read of its target.
type PastLink struct {
	// Account and Person are ids; Primary: it was the person's primary account. Entry: an `identities` entry alone said whose it is.
	Account, Person string
	Primary, Entry  bool
}

// PastRoster is the last good roster: that of the last run in line with a sound roster file, or the accepted one.
type PastRoster struct {
	// Hash is over the sources' hashes; "" on the first night.
	Hash string
	// Day is its date of judgement.
	Day Date
	// IDs are those of its people, sorted. Since gives each one's local date of the first good roster that had this very record.
	IDs   []string
	Since []Date
	// Changed are the records of those who are absent tonight, or are there with another record; Place and Quarantine are
	// empty. Everybody else's is tonight's.
	Changed map[string]*Person
}

// RosterOf returns a past roster of people, sorted by id, with all their records.
func RosterOf(hash string, day Date, people []Person) PastRoster {
	r := PastRoster{Hash: hash, Day: day, Changed: make(map[string]*Person, len(people))}
	for i := range people {
		r.IDs, r.Since = append(r.IDs, people[i].ID), append(r.Since, 0)
		record := people[i]
		r.Changed[record.ID] = &record
	}
	return r
}

// Find returns the record of a person who is on the roster tonight, by id or former id, and since when it is so, no date
// where that is not known; nil if there was none.
func (r *PastRoster) Find(p *Person) (record *Person, since Date) {
	i, found := slices.BinarySearch(r.IDs, p.ID)
	for k := 0; !found && k < len(p.FormerIDs); k++ {
		i, found = slices.BinarySearch(r.IDs, p.FormerIDs[k])
	}
	if !found {
		return nil, 0
	}
	if changed, ok := r.Changed[r.IDs[i]]; ok {
		return changed, r.Since[i]
	}
	return p, r.Since[i]
}

// RulesText is the content of rules files as they were on a night.
type RulesText struct {
	Hash  string
	Files []RulesFile
}

// RulesFile is one rules file.
type RulesFile struct{ Name, Text string }

// PastAction is what became of an action of an earlier night.
type PastAction struct {
	Time time.Time
	// Day is the local date.
	Day     Date
	Kind    ActionKind
	Target  string
	Account string // id
	Person  string // id
	// Entitlement is the key, "account" for the account itself.
	Entitlement string
	Removal     bool
	Leaver      bool
	State       ActionState
}
