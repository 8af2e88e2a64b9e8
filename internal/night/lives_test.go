package night_test

import (
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/night"
	"reconcile/targets/memory"
)

// life is what HR and an app know of people around an event, and what a night says on the days around it.
type life struct {
	name string
	// people are rows of id,name,work_email,aliases,status,type,department,start,end; accounts of id,email,status,kind,employee_id.
	people, accounts string
	// rules and config are added to those of the company.
	rules, config string
	days          map[string]string
}

func TestLives(t *testing.T) {
	for _, l := range []life{
		{
			name:     "a rehire has left between the two employments, and is due again from the lead before the second",
			people:   "e1,Ana,ana@acme.example,,terminated,employee,Sales,2020-01-01,2025-12-31\ne1,Ana,ana@acme.example,,active,employee,Sales,2026-03-01,",
			accounts: "u1,ana@acme.example,active,human,",
			days: map[string]string{
				"2025-12-31": "", "2026-01-01": "orphaned leaver e1", "2026-02-27": "orphaned leaver e1", "2026-02-28": "", "2026-03-01": "",
			},
		},
		{
			name: "a contractor who becomes an employee under a new id keeps the account, where the two records are declared one",
			people: "C-17,Bea,bea.ext@acme.example,,terminated,contractor,Sales,2025-01-01,2026-03-31\n" +
				"E203,Bea,bea@acme.example,,active,employee,Sales,2026-04-01,",
			accounts: "u1,bea.ext@acme.example,active,human,",
			rules:    "people: [{person: E203, was: [C-17]}]\n",
			days:     map[string]string{"2026-03-31": "", "2026-04-01": "", "2026-04-02": ""},
		},
		{
			name: "between the two employments of one declared human the account is a leaver's",
			people: "C-17,Bea,bea.ext@acme.example,,terminated,contractor,Sales,2025-01-01,2026-03-31\n" +
				"E203,Bea,bea@acme.example,,active,employee,Sales,2026-05-01,",
			accounts: "u1,bea.ext@acme.example,active,human,",
			rules:    "people: [{person: E203, was: [C-17]}]\n",
			days: map[string]string{
				"2026-03-31": "", "2026-04-01": "orphaned leaver E203", "2026-04-29": "orphaned leaver E203", "2026-04-30": "", "2026-05-01": "",
			},
		},
		{
			name: "a contractor who becomes an employee under a new id, undeclared, is a leaver pointed out as maybe the same person",
			people: "C-17,Bea,bea.ext@acme.example,,terminated,contractor,Sales,2025-01-01,2026-03-31\n" +
				"E203,Bea,bea@acme.example,,active,employee,Sales,2026-04-01,",
			accounts: "u1,bea.ext@acme.example,active,human,",
			days: map[string]string{
				"2026-03-30": "", "2026-03-31": "missing joiner E203",
				"2026-04-01": "missing joiner E203; orphaned leaver C-17 maybe-same-person: E203",
			},
		},
		{
			name:     "who changed the e-mail address is found by the former one",
			people:   "e1,Ana Ruiz,ana.ruiz@acme.example,ana.gil@acme.example,active,employee,Sales,2020-01-01,",
			accounts: "u1,ana.gil@acme.example,active,human,",
			days:     map[string]string{"2026-06-15": ""},
		},
		{
			name: "of two jobs the one that goes on keeps what is due, and what the other gave ends with it",
			people: "e1,Ana,ana@acme.example,,active,employee,Sales,2020-01-01,\n" +
				"e1,Ana,ana@acme.example,,terminated,employee,Board,2021-01-01,2026-05-31",
			accounts: "u1,ana@acme.example,active,human,,team:board",
			rules:    "  - {name: board, when: {department: Board}, grants: {chat: [\"team:board\"]}}\n",
			days:     map[string]string{"2026-05-31": ""},
		},
		{
			name: "an address that HR gave two people disputes the account, and neither lacks one",
			people: "e1,Ana,shared@acme.example,,active,employee,Sales,2020-01-01,\n" +
				"e2,Bob,shared@acme.example,,active,employee,Sales,2020-01-01,",
			accounts: "u1,shared@acme.example,active,human,",
			days:     map[string]string{"2026-06-15": "disputed"},
		},
		{
			name:     "a termination entered late counts from the last day, not from the entry",
			people:   "e1,Ana,ana@acme.example,,terminated,employee,Sales,2020-01-01,2026-06-01",
			accounts: "u1,ana@acme.example,active,human,",
			days:     map[string]string{"2026-06-01": "", "2026-06-02": "orphaned leaver e1", "2026-06-10": "orphaned leaver e1"},
		},
		{
			name:     "before HR enters the termination nothing is found, for the roster says employed",
			people:   "e1,Ana,ana@acme.example,,active,employee,Sales,2020-01-01,",
			accounts: "u1,ana@acme.example,active,human,",
			days:     map[string]string{"2026-06-01": "", "2026-06-02": "", "2026-06-09": ""},
		},
		{
			name:     "a back-dated termination without an end date counts at once",
			people:   "e1,Ana,ana@acme.example,,terminated,employee,Sales,2020-01-01,",
			accounts: "u1,ana@acme.example,active,human,",
			days:     map[string]string{"2026-06-01": "orphaned leaver e1"},
		},
		{
			name:     "a contract that ended while HR says active is a leaver by the date only",
			people:   "e1,Ana,ana@acme.example,,active,contractor,Sales,2026-03-01,2026-05-31",
			accounts: "u1,ana@acme.example,active,human,",
			days:     map[string]string{"2026-05-31": "", "2026-06-01": "orphaned leaver e1"},
		},
		{
			name:     "a prolonged contract is no leaver on the day after the old end",
			people:   "e1,Ana,ana@acme.example,,active,contractor,Sales,2026-03-01,2026-08-31",
			accounts: "u1,ana@acme.example,active,human,",
			days:     map[string]string{"2026-05-31": "", "2026-06-01": "", "2026-09-01": "orphaned leaver e1"},
		},
		{
			name:     "on leave nothing changes, and nothing is missing",
			people:   "e1,Ana,ana@acme.example,,on leave,employee,Sales,2020-01-01,\ne2,Bob,bob@acme.example,,on leave,employee,Sales,2020-01-01,",
			accounts: "u1,ana@acme.example,active,human,",
			days:     map[string]string{"2026-06-15": ""},
		},
		{
			name:     "on leave with `leave: suspend` the account is excess",
			people:   "e1,Ana,ana@acme.example,,on leave,employee,Sales,2020-01-01,",
			accounts: "u1,ana@acme.example,active,human,",
			config:   "policy: {leave: suspend}\n",
			days:     map[string]string{"2026-06-15": "excess on leave e1"},
		},
		{
			name:     "a joiner without an e-mail is missing and cannot be invited",
			people:   "e1,Ana,,,active,employee,Sales,2026-06-15,\ne2,Bob,bob@acme.example,,active,employee,Sales,2020-01-01,",
			accounts: "u2,bob@acme.example,active,human,",
			days: map[string]string{
				"2026-06-13": "no-address e1", "2026-06-14": "missing joiner e1; no-address e1", "2026-06-15": "missing joiner e1; no-address e1",
			},
		},
		{
			name:     "an account opened before the lead is early, and due from the lead on",
			people:   "e1,Ana,ana@acme.example,,active,employee,Sales,2026-06-15,",
			accounts: "u1,ana@acme.example,active,human,",
			days:     map[string]string{"2026-06-13": "excess early e1", "2026-06-14": "", "2026-06-15": ""},
		},
		{
			name:     "a second admin account is declared, has a list of its own, and ends with its person",
			people:   "e1,Ana,ana@acme.example,,terminated,employee,Sales,2020-01-01,2026-06-15",
			accounts: "u1,ana@acme.example,active,human,\nu2,ana-admin@acme.example,active,human,,role:owner",
			rules:    "identities: [{person: e1, target: chat, account: u2, kind: admin, access: [\"role:owner\"]}]\n",
			days:     map[string]string{"2026-06-15": "", "2026-06-16": "orphaned leaver e1; orphaned leaver e1"},
		},
		{
			name:     "a bot and a guest of nobody are told apart from a person of nobody",
			accounts: "b1,,active,bot,\ng1,x@client.example,active,guest,\nu1,y@acme.example,active,human,",
			people:   "e1,Ana,ana@acme.example,,on leave,employee,Sales,2020-01-01,",
			days:     map[string]string{"2026-06-15": "orphaned guest; orphaned unknown; orphaned unregistered-service-account"},
		},
		{
			name:     "people of a client's registered domain are no finding, until the sponsor leaves or the date passes",
			people:   "e1,Ana,ana@acme.example,,terminated,employee,Sales,2020-01-01,2026-06-15",
			accounts: "u1,ana@acme.example,suspended,human,\ng1,x@client.example,active,guest,",
			rules:    "externals: [{target: chat, account: \"*@client.example\", sponsor: e1, access: [account], until: 2026-12-31}]\n",
			days:     map[string]string{"2026-06-15": "missing suspended e1", "2026-06-16": "orphaned owner-left"},
		},
	} {
		t.Run(l.name, func(t *testing.T) {
			for day, want := range l.days {
				if got := l.night(t, day); got != want {
					t.Errorf("on %s: %q, want %q", day, got, want)
				}
			}
		})
	}
}

// night runs one day of a life and lists what is found as "verdict cause person note".
func (l *life) night(t *testing.T, day string) string {
	t.Helper()
	files := map[string]string{
		"people.csv": "id,name,work_email,aliases,status,type,department,start,end\n" + l.people + "\n",
		"chat.csv":   "id,email,status,kind,employee_id,entitlements\n" + l.accounts + "\n",
		"rules.yaml": "roles:\n  - {name: all, grants: {chat: [account]}}\n" + l.rules,
		"reconcile.yaml": "timezone: UTC\nsource: {kind: csv, path: people.csv, max_age: 36500d}\ntargets:\n" +
			"  chat: {kind: csv, path: chat.csv, max_age: 36500d, privileged: [\"role:owner\"]}\nrules: [rules.yaml]\n" + l.config,
	}
	o := options(t, files, memory.NewApp(access.Snapshot{}))
	var err error
	if o.AsOf, err = access.ParseDate(day); err != nil {
		t.Fatal(err)
	}
	r, err := night.Run(t.Context(), o)
	if err != nil {
		t.Fatalf("on %s: %v", day, err)
	}
	var found []string
	for i := range r.Findings {
		f := &r.Findings[i]
		words := []string{string(f.Verdict)}
		if f.Cause != "" {
			words = append(words, string(f.Cause))
		}
		if f.Person != nil {
			words = append(words, f.Person.ID)
		}
		found = append(found, strings.Join(append(words, f.Notes...), " "))
	}
	return joined(found)
}

// joined sorts what was found: severities order it otherwise.
func joined(found []string) string {
	slices.Sort(found)
	return strings.Join(found, "; ")
}
