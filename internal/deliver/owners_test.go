package deliver_test

import (
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/deliver"
	"reconcile/internal/recipients"
)

func TestAnOwnerIsMailedOfFindingsInTheirAppsAlone(t *testing.T) {
	h := newHouse(t, deliver.Report{Owners: true, When: "findings", Name: "night"})
	var sent []int
	for d, accounts := range [][]string{{"slack/sally"}, {"slack/sally"}, {"slack/sally", "github/octo"}, {"slack/sally"}} {
		if h.night(accounts...) > 0 {
			sent = append(sent, d)
		}
		h.now = h.now.AddDate(0, 0, 1)
	}
	if len(sent) != 2 || sent[0] != 0 || sent[1] != 2 {
		t.Errorf("github's owner is mailed on days %v: on 0, since it is the first mail, and on 2", sent)
	}
}

func TestAnOwnerIsMailedOfChangesInTheirAppsAlone(t *testing.T) {
	h := newHouse(t, deliver.Report{Owners: true, When: "changes", Name: "night"})
	var sent []int
	for d, accounts := range [][]string{nil, {"slack/sally"}, {"slack/sally", "github/octo"}, {"github/octo"}, nil} {
		if h.night(accounts...) > 0 {
			sent = append(sent, d)
		}
		h.now = h.now.AddDate(0, 0, 1)
	}
	if len(sent) != 3 || sent[1] != 2 || sent[2] != 4 {
		t.Errorf("github's owner is mailed on days %v: on 0, since it is the first mail, on 2 and 4", sent)
	}
}

func TestAnOwnerGetsAllTheirAppsHoweverTheirAddressIsWritten(t *testing.T) {
	s := serve(t)
	h := newHouse(t, deliver.Report{Owners: true, When: "always", Name: "night"})
	h.settings.Owners = map[string][]string{"CTO@acme.example": {"github"}, "cto@acme.example": {"slack"}}
	h.night("github/octo", "slack/sally")
	h.send(s.address)
	mails := s.to("cto@acme.example")
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	if text := mails[0].text(t); !strings.Contains(text, "octo") || !strings.Contains(text, "sally") {
		t.Errorf("an app is left out, and nothing says so:\n%s", text)
	}
}

func TestNobodyIsToldOfThemselvesWhateverTheRosterSaysNow(t *testing.T) {
	s := serve(t)
	h := newHouse(t, deliver.Report{To: []string{"lea@acme.example", "cto@acme.example"}, When: "always", Name: "night", Confidential: true})
	// the night's roster was not good, so that the last good one decides who may be mailed: on it Lea stays
	h.settings.Book = recipients.NewBook([]access.Person{
		{ID: "e2", Email: "cto@acme.example"},
		{ID: "e4", Name: "Lea Vin", Email: "lea@acme.example"},
	}, []access.Standing{{}, {}}, nil, nil)
	h.night("github/lea", "slack/sally")
	h.send(s.address)
	for to, shown := range map[string]bool{"cto@acme.example": true, "lea@acme.example": false} {
		if text := s.to(to)[0].all(t); strings.Contains(text, "Lea Vin") != shown {
			t.Errorf("%s: shown %t, should be %t", to, !shown, shown)
		}
	}
}

func TestWhomTheReportSaysIsNotMailedIsNotMailed(t *testing.T) {
	h := newHouse(t, deliver.Report{To: []string{"IT@acme.example", "cto@acme.example"}, When: "always", Name: "night"})
	h.refused = "it@acme.example"
	if n := h.night("github/octo"); n != 1 {
		t.Errorf("%d mails: the report says that one of two recipients gets none", n)
	}
}

func TestWhatChangedInARunThatIsNotMailedIsMailedWithTheNextNight(t *testing.T) {
	h := newHouse(t, deliver.Report{To: []string{"it@acme.example"}, When: "changes", Name: "night"})
	h.night()
	h.now = h.now.Add(10 * time.Hour)
	h.limited = true // a run for some apps finds it first
	h.night("github/octo")
	h.now, h.limited = h.now.Add(14*time.Hour), false
	if n := h.night("github/octo"); n != 1 {
		t.Errorf("%d mails on what nobody was told of", n)
	}
	h.now = h.now.AddDate(0, 0, 1)
	if n := h.night("github/octo"); n != 0 {
		t.Errorf("%d mails on what everybody was told of", n)
	}
}

func TestAReportOfAYearIsMailedOnceAYearHoweverShortHistoryIsKept(t *testing.T) {
	h := newHouse(t, deliver.Report{To: []string{"it@acme.example"}, When: "yearly", Name: "night"})
	var sent []string
	for range 24 {
		if h.night() > 0 {
			sent = append(sent, h.now.Format("2006-01"))
		}
		// as of the first of each month, what is older than two months is erased
		day := access.DateOf(h.now.Year(), h.now.Month()-2, 1)
		if err := h.Retain(t.Context(), day); err != nil {
			t.Fatal(err)
		}
		h.now = h.now.AddDate(0, 1, 0)
	}
	if strings.Join(sent, " ") != "2026-03 2027-01 2028-01" {
		t.Errorf("mailed in %v", sent)
	}
}
