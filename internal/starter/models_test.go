package starter_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // zones, where the machine has none

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/night"
	"reconcile/internal/starter"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

// audit writes a model's company on a day and audits it at noon of that day.
func audit(t *testing.T, number int, today access.Date) *access.Run {
	t.Helper()
	dir := t.TempDir()
	noon := today.Time().Add(18 * time.Hour)
	files, err := model(t, number).Files(noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := starter.Write(dir, files, false); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		// An export is as old as its file, and these were written on another day than the test says.
		if err := os.Chtimes(filepath.Join(dir, f.Name), noon, noon); err != nil {
			t.Fatal(err)
		}
	}
	run, err := night.Run(context.Background(), night.Options{
		ConfigPath: filepath.Join(dir, starter.Config), Now: func() time.Time { return noon },
		Kinds: config.KindsOf(sources.All(), targets.All()),
	})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func model(t *testing.T, number int) *starter.Model {
	t.Helper()
	models := starter.Models()
	if models[number-1].Number != number {
		t.Fatalf("model %d stands in another place", number)
	}
	return &models[number-1]
}

func TestDatesAreCountedFromTodayWhereTheCompanyIs(t *testing.T) {
	// it is the 27th in Madrid, and the 26th in Lima and Montevideo still
	night := time.Date(2026, 11, 27, 1, 30, 0, 0, time.UTC)
	for number, want := range map[int]string{1: "people.csv: ,2026-11-17,", 2: "people.csv: ;09/11/2026;", 3: "people.csv: ,2026-11-20,"} {
		files, err := model(t, number).Files(night)
		if err != nil {
			t.Fatal(err)
		}
		name, text, _ := strings.Cut(want, ": ")
		i := slices.IndexFunc(files, func(f starter.File) bool { return f.Name == name })
		if !strings.Contains(string(files[i].Data), text) {
			t.Errorf("model %d: %s has no %s", number, name, text)
		}
		if config := string(files[0].Data); !strings.Contains(config, "\ntimezone: "+model(t, number).Zone) {
			t.Errorf("model %d: the configuration is of another zone", number)
		}
	}
}

func TestEveryModelIsReadWholeAndFoundFaultyOnAnyDay(t *testing.T) {
	for _, m := range starter.Models() {
		for _, today := range []access.Date{access.DateOf(2026, 11, 27), access.DateOf(2028, 2, 29), access.DateOf(2027, 1, 1)} {
			run := audit(t, m.Number, today)
			if run.Run.Status != access.RunFindings || len(run.Roster.Unsound) > 0 || len(run.Roster.Warnings) > 1 || len(run.Run.Warnings) > 0 {
				t.Errorf("model %d on %s: %s, %v %v %v", m.Number, today, run.Run.Status, run.Roster.Unsound, run.Roster.Warnings, run.Run.Warnings)
			}
			if n := run.Roster.People; n < 40 || n > 64 || run.Run.Company != m.Company {
				t.Errorf("model %d: %d people of %s", m.Number, n, run.Run.Company)
			}
			people := map[string]bool{}
			for i := range run.Findings {
				if p := run.Findings[i].Person; p != nil {
					people[p.ID] = true
				}
			}
			if n := len(people); 2*n > run.Roster.People || len(run.Findings) < 20 || len(run.Findings) > 60 {
				t.Errorf("model %d: %d findings about %d people: most of a company is in order", m.Number, len(run.Findings), n)
			}
			for i := range run.Targets {
				if r := &run.Targets[i]; r.Status != access.Complete || 10*r.Linked < 8*r.Accounts {
					t.Errorf("model %d: %s is %s, %d of %d accounts are linked", m.Number, r.Name, r.Status, r.Linked, r.Accounts)
				}
			}
		}
	}
}

func TestTheFaultsPlantedInTheModelsAreFound(t *testing.T) {
	for number, planted := range map[int][]string{
		1: {
			"critical atlassian orphaned leaver Hugo Yáñez account",
			"high discord orphaned leaver Pilar Aguirre account",
			"critical discord orphaned unknown falcon account",
			"high atlassian excess  Paula Urrutia group:payments-production",
			"low google missing joiner Andrés Correa account",
			"medium discord orphaned review-due Status account",
		},
		2: {
			"critical github orphaned leaver Alba Rossi account", "high slack orphaned leaver Alba Rossi account",
			"high github orphaned unknown faro-deploy account",
			"medium asana orphaned guest Sol Clínica account",
			"medium miro dormant  Rafael Quiroga account",
			"medium invision excess  Olga Vargas account",
		},
		3: {
			"critical gitlab orphaned leaver Claudia Arce account", "high slack orphaned leaver Claudia Arce account",
			"high jira orphaned leaver Ezequiel Luna account",
			"critical bamboohr orphaned leaver Vera Zúñiga account",
			"medium jira excess  Sofía Correa group:retail-uno",
			"medium gitlab excess  Gabriel Suárez group:logitrans=maintainer",
			"high gitlab orphaned unknown Shared juniors account",
		},
	} {
		run := audit(t, number, access.DateOf(2026, 11, 27))
		found := map[string]bool{}
		ended := 0
		for i := range run.Findings {
			f := &run.Findings[i]
			name := ""
			switch {
			case f.Person != nil:
				name = f.Person.Name
			case f.Account.Name != "":
				name = f.Account.Name
			default:
				name = f.Account.Login
			}
			found[fmt.Sprintf("%s %s %s %s %s %s", f.Severity, f.Target, f.Verdict, f.Cause, name, f.Entitlement)] = true
			if f.Verdict == access.Orphaned && strings.Contains(f.Reason, "date only") {
				ended++
			}
		}
		for _, p := range planted {
			if !found[p] {
				t.Errorf("model %d: not found: %s", number, p)
			}
		}
		if number == 3 && ended < 10 {
			t.Errorf("%d accounts of people whose contract ended while HR calls them active", ended)
		}
	}
}

func TestEveryAppOfAModelSaysHowItIsConnectedLater(t *testing.T) {
	without := []string{"invision", "bamboohr"} // no API for accounts; the HR system's own, under source
	for _, m := range starter.Models() {
		files, err := m.Files(time.Date(2026, 11, 27, 18, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		if files[0].Name != starter.Config {
			t.Errorf("model %d: %s comes first", m.Number, files[0].Name)
		}
		text := string(files[0].Data)
		for _, want := range []string{"# store: ", "# mail:", "#   server: ", "#   password: env:", "# reports:", "# kind: bamboohr"} {
			if !strings.Contains(text, want) {
				t.Errorf("model %d: no %q", m.Number, want)
			}
		}
		_, apps, _ := strings.Cut(text, "\ntargets:\n")
		apps, _, _ = strings.Cut(apps, "\nrules:")
		for part := range strings.SplitSeq(apps, "\n\n") {
			name, _, _ := strings.Cut(strings.TrimSpace(part), ":")
			if !slices.Contains(without, name) && (!strings.Contains(part, "    # kind: ") || !regexp.MustCompile(`# (token|key): (env|file):`).MatchString(part)) {
				t.Errorf("model %d: %s does not say how it is connected", m.Number, name)
			}
		}
		for _, f := range files {
			if strings.Contains(string(f.Data), "{{") || strings.Contains(string(f.Data), "no value") {
				t.Errorf("model %d: %s: a date is not filled in", m.Number, f.Name)
			}
		}
	}
}

func TestTheExportsOfEveryModelAreRecognisedWithoutItsConfiguration(t *testing.T) {
	for _, m := range starter.Models() {
		dir := t.TempDir()
		files, err := m.Files(time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := starter.Write(dir, files, false); err != nil {
			t.Fatal(err)
		}
		r := starter.Request{Dir: dir, Roster: filepath.Join(dir, "people.csv"), Now: time.Now()}
		for _, f := range files {
			if name, ok := strings.CutPrefix(f.Name, "exports/"); ok {
				r.Exports = append(r.Exports, starter.Export{Name: strings.TrimSuffix(name, ".csv"), Path: filepath.Join(dir, f.Name)})
			}
		}
		p, err := starter.Propose(context.Background(), r)
		if err != nil {
			t.Errorf("model %d: %v", m.Number, err)
			continue
		}
		if _, err := starter.Write(dir, p.Files, true); err != nil {
			t.Fatal(err)
		}
		sound(t, dir)
	}
}

// laterParts matches a commented connection: the line that introduces it, and its keys.
var laterParts = regexp.MustCompile(`(?m)^( +)# later,(.*)\n((?: +# .*\n)+)`)

func TestWhatAModelSaysOfConnectingLaterIsConfiguration(t *testing.T) {
	kinds := config.KindsOf(sources.All(), targets.All())
	part := map[string]string{} // of a configuration, by kind
	for _, k := range sources.All() {
		part[k.Info.Kind] = "targets:\n  app: {kind: csv, path: people.csv}\nsource:\n"
	}
	for _, k := range targets.All() {
		part[k.Info.Kind] = "source: {kind: csv, path: people.csv}\ntargets:\n  app:\n"
	}
	for _, m := range starter.Models() {
		files, err := m.Files(time.Now())
		if err != nil {
			t.Fatal(err)
		}
		text := string(files[0].Data)
		tried := 0
		for _, later := range laterParts.FindAllStringSubmatch(text, -1) {
			said, keys := later[2], strings.ReplaceAll(later[3], later[1]+"# ", "    ")
			kind := regexp.MustCompile(`kind: (\S+)`).FindStringSubmatch(keys)[1]
			if part[kind] == "" {
				if !strings.Contains(said, "until then by the export") {
					t.Errorf("model %d promises %s, which there is not", m.Number, kind)
				}
				continue
			}
			text := "company: Acme\nrules: [rules/*.yaml]\n" + part[kind] + keys
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, "rules"), 0o700); err != nil {
				t.Fatal(err)
			}
			for name, data := range map[string]string{"reconcile.yaml": text, "rules/a.yaml": "roles:\n  - {name: all, grants: {app: [account]}}\n"} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := config.Load(filepath.Join(dir, "reconcile.yaml"), kinds); err != nil {
				t.Errorf("model %d, %s:\n%v", m.Number, kind, err)
			}
			tried++
		}
		if tried < 3 {
			t.Errorf("model %d: only %d connections were tried", m.Number, tried)
		}
	}
}
