package monitor_test

import (
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/monitor"
)

var update = flag.Bool("update", false, "write the golden file")

// night is a run with two apps, one of them not read.
func night() *access.Run {
	started := time.Date(2026, 11, 28, 1, 30, 0, 0, time.UTC)
	return &access.Run{
		Run: access.RunHead{
			Started: started, Finished: started.Add(1500 * time.Millisecond), Status: access.RunPartial,
			Memory: &access.Memory{Nights: access.Nights{Due: 30, Ran: 28}},
		},
		Targets: []access.TargetResult{
			{Name: "github", Status: access.Complete, Accounts: 61},
			{Name: "trello", Status: access.FailedRead},
		},
		Findings: []access.Finding{
			{Verdict: access.Orphaned, Severity: access.Critical},
			{Verdict: access.Orphaned, Severity: access.Critical},
			{Verdict: access.Missing, Severity: access.Low},
		},
		Metrics: access.Metrics{Findings: 3, LeaversActive: 2, Planned: 1, Blocked: 4, Manual: 2},
	}
}

func TestTheFiguresAreThoseOfTheRun(t *testing.T) {
	var got strings.Builder
	if err := monitor.Figures(&got, night()); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/figures.prom"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Error(diff)
	}
	sound(t, got.String())
}

func TestAFailedRunHasNoFiguresButThatItFailed(t *testing.T) {
	var got strings.Builder
	at := time.Date(2026, 11, 28, 1, 30, 0, 0, time.UTC)
	if err := monitor.Failure(&got, at, at.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	sound(t, got.String())
	for _, line := range []string{
		`reconcile_last_run_status{status="failed"} 1`, `reconcile_last_run_status{status="clean"} 0`,
		"reconcile_last_run_duration_seconds 60",
	} {
		if !strings.Contains(got.String(), line+"\n") {
			t.Errorf("there is no %s in\n%s", line, got.String())
		}
	}
	if strings.Contains(got.String(), "reconcile_findings") {
		t.Error("a failed run tells of findings")
	}
}

// series is a line of the exposition format, 0.0.4: a name, labels with \\, \" and \n escaped, a value.
var series = regexp.MustCompile(`^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\[\\n"])*",?)*)\})? ([-+.e0-9]+)$`)

// sound makes sure that a text is in the exposition format: each family once, and each series once and behind its family.
func sound(t interface{ Errorf(string, ...any) }, text string) {
	if !utf8.ValidString(text) || !strings.HasSuffix(text, "\n") {
		t.Errorf("%q", text)
	}
	family, seen := "", map[string]bool{}
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if name, ok := strings.CutPrefix(line, "# TYPE "); ok {
			family, _, _ = strings.Cut(name, " ")
			if seen[family] {
				t.Errorf("the family %s comes twice", family)
			}
			seen[family] = true
			continue
		}
		if strings.HasPrefix(line, "# HELP ") {
			continue
		}
		parts := series.FindStringSubmatch(line)
		if parts == nil || parts[1] != family {
			t.Errorf("no series of %s: %q", family, line)
			continue
		}
		if _, err := strconv.ParseFloat(parts[3], 64); err != nil {
			t.Errorf("%q: %v", line, err)
		}
		if seen[parts[1]+"{"+parts[2]] {
			t.Errorf("the series comes twice: %s", line)
		}
		seen[parts[1]+"{"+parts[2]] = true
	}
}

func TestNoNameOfAnAppBreaksTheFormat(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringMatching(`["\\\n{} =a]{0,12}`)).Draw(rt, "name")
		run := night()
		run.Targets = run.Targets[:1]
		run.Targets[0].Name = name
		var got strings.Builder
		if err := monitor.Figures(&got, run); err != nil {
			rt.Fatal(err)
		}
		sound(rt, got.String())
		value := regexp.MustCompile(`reconcile_target_accounts\{target="(.*)"\} 61`).FindStringSubmatch(got.String())
		if value == nil || strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n").Replace(value[1]) != name {
			rt.Fatalf("%q is written as %q", name, value)
		}
	})
}

func TestAFileOfFiguresIsThereWholeOrNotAtAllAndForEverybodyToRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "reconcile.prom")
	fails := func(w io.Writer) error {
		_, _ = io.WriteString(w, "half")
		return errors.New("no more")
	}
	if err := monitor.WriteFile(path, fails); err == nil {
		t.Error("half a file is taken for one")
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a file is there: %v", err)
	}
	for _, text := range []string{"one\n", "two\n"} {
		err := monitor.WriteFile(path, func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := monitor.WriteFile(path, fails); err == nil {
			t.Error("half a file is taken for one")
		}
		info, err := os.Stat(path)
		if data, _ := os.ReadFile(path); err != nil || string(data) != text || info.Mode().Perm() != 0o644 {
			t.Errorf("%q with %v, %v", data, info.Mode(), err)
		}
	}
	if list, _ := os.ReadDir(filepath.Dir(path)); len(list) != 1 {
		t.Errorf("what is left: %v", list)
	}
	if err := monitor.WriteFile(filepath.Join(path, "x.prom"), fails); err == nil {
		t.Error("a folder that is none is written to")
	}
}
