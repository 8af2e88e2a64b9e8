package store_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// words says each part of a trace in a line, days from the first.
func words(trace store.Trace) []string {
	span := func(i store.Interval) string {
		if i.To == 0 {
			return fmt.Sprintf("from %d", i.From.DaysSince(day))
		}
		return fmt.Sprintf("from %d to %d", i.From.DaysSince(day), i.To.DaysSince(day))
	}
	var lines []string
	for _, r := range trace.Records {
		lines = append(lines, fmt.Sprintf("record %s %s", r.Person.Name, span(r.Interval)))
	}
	for _, a := range trace.Accounts {
		lines = append(lines, fmt.Sprintf("%s %s %s of %s %s", a.Target, a.Account, a.Status, a.Person, span(a.Interval)))
	}
	for _, g := range trace.Grants {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", g.Target, g.Account, g.Entitlement, g.Via))+" "+span(g.Interval))
	}
	return lines
}

func TestTheHistoryOfAnAccountAndOfAPersonTellsSinceWhen(t *testing.T) {
	h := open(t)
	nights := [][]string{{"a team:dev", "b"}, {"a team:dev team:ops>group:x"}, {"a team:ops>group:x suspended"}, {"a", "b"}}
	for n, lines := range nights {
		r := complete(snapshot("github", lines...))
		if n == 3 {
			r.People[0] = "P-b"
		}
		run := h.begin(start(day.Plus(n)))
		if _, err := h.RecordTarget(t.Context(), run, r); err != nil {
			t.Fatal(err)
		}
		people := []access.Person{{ID: "P-a", Name: fmt.Sprintf("A%d", n/2)}}
		f := store.Finished{Document: document(day.Plus(n)), Roster: &store.RosterRead{Good: true, People: people}}
		if _, err := h.Finish(t.Context(), run, f); err != nil {
			t.Fatal(err)
		}
	}
	account, err := h.History(t.Context(), "github", "a")
	if err != nil {
		t.Fatal(err)
	}
	held := []string{"github a team:dev from 0 to 2", "github a team:ops group:x from 1 to 3"}
	accounts := []string{"github a enabled of P-a from 0 to 2", "github a suspended of P-a from 2 to 3", "github a enabled of P-b from 3"}
	if diff := cmp.Diff(append(accounts, held...), words(account)); diff != "" {
		t.Errorf("the account (-want +got)\n%s", diff)
	}
	person, err := h.PersonHistory(t.Context(), "P-a")
	if err != nil {
		t.Fatal(err)
	}
	want := append([]string{"record A0 from 0 to 2", "record A1 from 2", accounts[0], accounts[1]}, held...)
	if diff := cmp.Diff(want, words(person)); diff != "" {
		t.Errorf("the person (-want +got)\n%s", diff)
	}
	if nobody, err := h.PersonHistory(t.Context(), "nobody"); err != nil || words(nobody) != nil {
		t.Errorf("nobody: %v, %v", words(nobody), err)
	}
}

func TestWhatWasNotReadDoesNotLookLikeNothingFound(t *testing.T) {
	h := open(t)
	for n, r := range []store.TargetRead{failed("slack"), complete(snapshot("github")), partial(snapshot("github", "a"))} {
		if _, err := h.RecordTarget(t.Context(), h.begin(start(day.Plus(n))), r); err != nil {
			t.Fatal(err)
		}
	}
	for n, want := range [][]string{
		{"slack 0 failed"}, {"github 2 ", "slack 0 failed"}, {"github 2 partial", "slack 0 failed"},
	} {
		reads, err := h.ReadsOn(t.Context(), day.Plus(n))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range reads {
			got = append(got, fmt.Sprintf("%s %d %s", r.Target, r.Run, r.Later))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("day %d (-want +got)\n%s", n, diff)
		}
	}
}

func TestABuildWithoutCgoNamesWhatItNeeds(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "build", ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "undefined: build_with_CGO_ENABLED_1_and_a_C_compiler_such_as_gcc") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestAStateIsKeptForEveryFactOfAnAccount(t *testing.T) {
	change := map[string]func(*access.Account){
		"login":       func(a *access.Account) { a.Login = "x" },
		"name":        func(a *access.Account) { a.Name = "x" },
		"address":     func(a *access.Account) { a.Emails[0].Address = "x" },
		"verified":    func(a *access.Account) { a.Emails[0].Verified = access.Yes },
		"alias":       func(a *access.Account) { a.Emails = append(a.Emails, access.Email{Address: "y"}) },
		"employee id": func(a *access.Account) { a.EmployeeID = "x" },
		"status":      func(a *access.Account) { a.Status = access.Invited },
		"kind":        func(a *access.Account) { a.Kind = access.Bot },
		"mfa":         func(a *access.Account) { a.MFA = access.No },
		"reopenable":  func(a *access.Account) { a.Reopenable = true },
		"created":     func(a *access.Account) { a.Created = day },
		"suspended":   func(a *access.Account) { a.Suspended = day },
	}
	for name, change := range change {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			s := snapshot("github", "a")
			if _, err := h.RecordTarget(t.Context(), h.begin(start(day)), complete(s)); err != nil {
				t.Fatal(err)
			}
			change(&s.Accounts[0])
			s.Hash = "another"
			counts, err := h.RecordTarget(t.Context(), h.begin(start(day.Plus(1))), complete(s))
			if err != nil || counts.Changed != 1 {
				t.Errorf("%+v, %v", counts, err)
			}
		})
	}
	for name, change := range map[string]func(*access.Account){
		"last activity": func(a *access.Account) { a.LastActive = day },
		"seat":          func(a *access.Account) { a.Seat = access.Yes },
		"row":           func(a *access.Account) { a.Row = 7 },
	} {
		t.Run("but not for "+name, func(t *testing.T) {
			h := open(t)
			s := snapshot("github", "a")
			if _, err := h.RecordTarget(t.Context(), h.begin(start(day)), complete(s)); err != nil {
				t.Fatal(err)
			}
			change(&s.Accounts[0])
			s.Hash = "another"
			counts, err := h.RecordTarget(t.Context(), h.begin(start(day.Plus(1))), complete(s))
			if err != nil || counts.Changed != 0 {
				t.Errorf("%+v, %v", counts, err)
			}
		})
	}
}
