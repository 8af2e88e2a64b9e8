package starter_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/night"
	"reconcile/internal/starter"
	"reconcile/internal/yaml"
)

// oneApp is an export that any roster goes with.
const oneApp = "id,email\n1,ana@acme.example\n"

// on proposes for files on a day.
func on(t *testing.T, day access.Date, files map[string]string) *starter.Proposal {
	t.Helper()
	r := write(t, t.TempDir(), files)
	r.Now = day.Time().Add(12 * time.Hour)
	p, err := starter.Propose(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWhereDatesCouldBeEitherTheOrderIsTheOneThatContradictsFewerStatuses(t *testing.T) {
	const header = "id,name,email,status,Hire date,Termination date\n"
	for name, c := range map[string]struct {
		rows, word, question string
	}{
		"American leavers": {
			"1,Ana,ana@acme.example,Active,03/04/2020,\n2,Bob,bob@acme.example,Inactive,03/04/2020,09/12/2026\n", "mdy",
			`whether "09/12/2026" under "Termination date" is 2026-12-09 or 2026-09-12: every date of the roster could be either, ` +
				`and is read as mdy, since with the day first 1 row contradicts its status, with the month first 0; if that is not so, ` +
				"write `dates: dmy` into reconcile.yaml",
		},
		"European leavers": {
			"1,Ana,ana@acme.example,Active,03/04/2020,\n2,Bob,bob@acme.example,Inactive,03/04/2020,12/09/2026\n", "dmy",
			"is read as dmy, since with the month first 1 row contradicts its status, with the day first 0",
		},
		"people at work whose end is past": {
			"1,Ana,ana@acme.example,Active,03/04/2020,12/08/2026\n2,Bob,bob@acme.example,Inactive,03/04/2020,01/02/2024\n", "mdy",
			"write `dates: dmy`",
		},
		"people at work who have not begun": {"1,Ana,ana@acme.example,Active,10/12/2026,\n", "mdy", "under \"Hire date\""},
		"an end weighs more than a start": {
			"1,Ana,ana@acme.example,Active,12/10/2026,\n2,Bob,bob@acme.example,Inactive,03/04/2020,09/12/2026\n", "mdy",
			"write `dates: dmy`",
		},
		"a tie": {
			"1,Ana,ana@acme.example,Active,03/04/2020,\n2,Bob,bob@acme.example,Inactive,03/04/2020,05/06/2021\n", "dmy",
			"since nothing says otherwise; if that is not so, write `dates: mdy`",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := on(t, access.DateOf(2026, 11, 27), map[string]string{"people": header + c.rows, "app": oneApp})
			has(t, string(p.Files[0].Data), "dates: "+c.word)
			has(t, strings.Join(p.Open, "\n"), c.question)
			if strings.Contains(strings.Join(p.Assumed, "\n"), "dates of the roster") {
				t.Errorf("what is for the user to say is called assumed: %q", p.Assumed)
			}
		})
	}
}

func TestDatesOfAnExportThatCouldBeEitherAreForTheUserToSay(t *testing.T) {
	p := on(t, access.DateOf(2026, 11, 27), map[string]string{
		"people": staff, "app": "id,email,Created\n1,ana@acme.example,01/02/2026\n",
	})
	has(t, strings.Join(p.Open, "\n"),
		`app: whether "01/02/2026" under "Created" is 2026-02-01 or 2026-01-02: every date of the export`)
}

func TestDatesOfOneReadingAskNothing(t *testing.T) {
	p := on(t, access.DateOf(2026, 11, 27), map[string]string{
		"people": "id,name,email,status,Hire date\n1,Ana,ana@acme.example,Active,31/01/2020\n", "app": oneApp,
	})
	if text := strings.Join(p.Open, "\n"); strings.Contains(text, "could be either") {
		t.Error(text)
	}
}

func TestAMeaningThatIsLeftForTheCompanyToSayIsRefusedUntilItIsSaid(t *testing.T) {
	dir := t.TempDir()
	p, err := starter.Propose(context.Background(), write(t, dir, map[string]string{
		"people": "id,name,email,status,type,end\n1,Ana,ana@acme.example,aktiv,Partner,\n" +
			"2,Bob,bob@acme.example,inaktiv,Partner,2021-01-31\n",
		"app": oneApp,
	}))
	if err != nil {
		t.Fatal(err)
	}
	text := string(p.Files[0].Data)
	has(t, text, `# statuses: {aktiv: "?", inaktiv: "?"}`, `# types: {Partner: "?"}`)
	uncommented := regexp.MustCompile(`(?m)^  # (statuses|types):`).ReplaceAllString(text, "  $1:")
	if err := os.WriteFile(filepath.Join(dir, starter.Config), []byte(uncommented), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = night.Check(context.Background(), options(dir), false)
	var faults *yaml.Errors
	if !errors.As(err, &faults) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{
		`reconcile\.yaml:\d+:\d+: .*"\?" is no status: write active, leave or terminated`,
		`reconcile\.yaml:\d+:\d+: .*"\?" is no type: write employee`,
	} {
		if !regexp.MustCompile(want).MatchString(err.Error()) {
			t.Errorf("no %s in %v", want, err)
		}
	}
}

func TestARosterThatCannotBeJudgedIsTheReasonWhyAccountsAreNobodys(t *testing.T) {
	p := on(t, access.DateOf(2026, 11, 27), map[string]string{
		"people": "id,name,email,status\n1,Ana,ana@acme.example,aktiv\n2,Bob,bob@acme.example,inaktiv\n", "app": oneApp,
	})
	open := strings.Join(p.Open, "\n")
	has(t, open, "app: whose most accounts are can't be told yet, as 2 of 2 rows of the roster can't be judged")
	if strings.Contains(open, "are not the roster's") {
		t.Error(open)
	}
}

func TestARosterWithoutDatesIsSaidToTellNobodysComingAndGoing(t *testing.T) {
	const said = "leavers and joiners can't be told by date"
	day := access.DateOf(2026, 11, 27)
	p := on(t, day, map[string]string{"people": "id,name,email,status\n1,Ana,ana@acme.example,Active\n", "app": oneApp})
	has(t, strings.Join(p.Open, "\n"), said)
	p = on(t, day, map[string]string{"people": staff, "app": oneApp})
	if strings.Contains(strings.Join(p.Open, "\n"), said) {
		t.Error("there is a column of starts")
	}
}

func TestARosterAndAnExportThatLookSwappedAreSaidTo(t *testing.T) {
	members := "id,email,status\n1,ana@acme.example,Primary Owner\n2,bob@acme.example,Member\n3,cyd@acme.example,Member\n"
	p := on(t, access.DateOf(2026, 11, 27), map[string]string{"people": members, "app": staff})
	has(t, strings.Join(p.Open, "\n"), "whether the files are swapped: most rows of people.csv can't be judged, "+
		"and the export of app has")
	p = on(t, access.DateOf(2026, 11, 27), map[string]string{"people": staff, "app": members})
	if text := strings.Join(p.Open, "\n"); strings.Contains(text, "swapped") {
		t.Error(text)
	}
}
