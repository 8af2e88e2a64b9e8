package monitor

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"reconcile/internal/access"
)

// Figures writes what a run came to in Prometheus's text exposition format, version 0.0.4. A series that could be there is
// there, with 0: an alert on what is absent would be none.
func Figures(w io.Writer, run *access.Run) error {
	f := &figures{w: w}
	f.head(run.Run.Status, run.Run.Started, run.Run.Finished)
	count := map[[2]string]int{}
	for i := range run.Findings {
		count[[2]string{string(run.Findings[i].Verdict), run.Findings[i].Severity.String()}]++
	}
	f.family("findings", "Findings of the last run.")
	for _, v := range access.Verdicts() {
		for _, s := range access.Severities() {
			f.series(float64(count[[2]string{string(v), s.String()}]), "verdict", string(v), "severity", s.String())
		}
	}
	m := &run.Metrics
	f.value("leavers_active", "People who left and still have an open account.", float64(m.LeaversActive))
	f.family("plan_actions", "Actions of the last run's plan.")
	f.series(float64(m.Planned), "state", string(access.Planned))
	f.series(float64(m.Blocked), "state", string(access.Blocked))
	f.series(float64(m.Manual), "state", string(access.Manual))
	f.family("target_status", "How far the last read of an app may be relied upon: 1 at its status.")
	for i := range run.Targets {
		t := &run.Targets[i]
		for _, s := range []access.ReadStatus{access.Complete, access.Partial, access.FailedRead, access.SkippedRun} {
			f.series(number(t.Status == s), "target", t.Name, "status", string(s))
		}
	}
	f.family("target_accounts", "Accounts of an app, where it was read.")
	for i := range run.Targets {
		if t := &run.Targets[i]; t.Status == access.Complete || t.Status == access.Partial {
			f.series(float64(t.Accounts), "target", t.Name)
		}
	}
	if memory := run.Run.Memory; memory != nil {
		f.value("nights_due", "Nights of the last 30 days on which a run was due.", float64(memory.Nights.Due))
		f.value("nights_ran", "Nights of the last 30 days on which a run was finished.", float64(memory.Nights.Ran))
	}
	return f.err
}

// Failure writes that a run came to nothing: there are no other figures then.
func Failure(w io.Writer, started, finished time.Time) error {
	f := &figures{w: w}
	f.head(access.RunFailed, started, finished)
	return f.err
}

// figures writes until the first error.
type figures struct {
	w    io.Writer
	name string
	err  error
}

func (f *figures) head(status access.RunStatus, started, finished time.Time) {
	f.value("last_run_timestamp_seconds", "When the last run ended.", float64(finished.Unix()))
	f.value("last_run_duration_seconds", "How long the last run took.", finished.Sub(started).Seconds())
	f.family("last_run_status", "How the last run ended: 1 at its status.")
	for _, s := range []access.RunStatus{access.RunClean, access.RunFindings, access.RunPartial, access.RunFailed} {
		f.series(number(s == status), "status", string(s))
	}
}

// family begins the series of a name. All are gauges: each file tells of one run.
func (f *figures) family(name, help string) {
	f.name = "reconcile_" + name
	f.printf("# HELP %s %s\n# TYPE %s gauge\n", f.name, help, f.name)
}

// series writes one value of the family, with the names and values of its labels in turn.
func (f *figures) series(value float64, labels ...string) {
	var list []string
	for i := 0; i+1 < len(labels); i += 2 {
		list = append(list, labels[i]+"="+quote(labels[i+1]))
	}
	text := f.name
	if len(list) > 0 {
		text += "{" + strings.Join(list, ",") + "}"
	}
	f.printf("%s %s\n", text, strconv.FormatFloat(value, 'f', -1, 64))
}

// value writes a family of one series.
func (f *figures) value(name, help string, value float64) {
	f.family(name, help)
	f.series(value)
}

func (f *figures) printf(format string, args ...any) {
	if f.err == nil {
		_, f.err = fmt.Fprintf(f.w, format, args...)
	}
}

// quote writes a label's value as the format wants it.
func quote(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(value, "\uFFFD")) + `"`
}

func number(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
