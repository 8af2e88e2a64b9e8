package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// manager listens as a service manager does, sd_notify(3).
type manager struct {
	t    *testing.T
	conn *net.UnixConn
}

func newManager(t *testing.T) *manager {
	t.Helper()
	dir, err := os.MkdirTemp("", "reconcile") // short: a socket's path has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "notify"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &manager{t, conn}
}

// hears waits for a state, and returns what was told before.
func (m *manager) hears(state string) (before []string) {
	m.t.Helper()
	if err := m.conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		m.t.Fatal(err)
	}
	for buffer := make([]byte, 4096); ; {
		n, err := m.conn.Read(buffer)
		if err != nil {
			m.t.Fatalf("never heard %s, but %q: %v", state, before, err)
		}
		if string(buffer[:n]) == state {
			return before
		}
		before = append(before, string(buffer[:n]))
	}
}

// schedule starts the command at a time, with a service manager that listens.
func (m *manager) schedule(dir, now string, log *strings.Builder) *exec.Cmd {
	m.t.Helper()
	command := exec.CommandContext(m.t.Context(), "reconcile", "schedule")
	command.Dir, command.Stderr = dir, log
	command.Env = append(os.Environ(), "NOW="+now, "NOTIFY_SOCKET="+m.conn.LocalAddr().String(), "WATCHDOG_USEC=60000000")
	if err := command.Start(); err != nil {
		m.t.Fatal(err)
	}
	return command
}

// stops ends the command as service managers and containers do.
func (m *manager) stops(command *exec.Cmd, log *strings.Builder) {
	m.t.Helper()
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		m.t.Fatal(err)
	}
	m.hears("STOPPING=1")
	if err := command.Wait(); err != nil {
		m.t.Errorf("stopped with %v\n%s", err, log)
	}
}

// folder is a folder of the small company, with more keys in its configuration.
func folder(t *testing.T, keys string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	files := company()
	files["reconcile.yaml"] += keys
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTheServiceManagerHearsOfTheScheduleUntilItStops(t *testing.T) {
	dir := folder(t, "store: acme.db\nschedule: \"30 2 * * *\"\nmetrics: {textfile: acme.prom}\n")
	m := newManager(t)
	var log strings.Builder

	first := m.schedule(dir, "2026-11-27 15:00:00", &log)
	if before := m.hears("READY=1"); len(before) > 0 {
		t.Errorf("before it is ready: %q", before)
	}
	if before := m.hears("STATUS=next run 2026-11-28 02:30 UTC"); strings.Join(before, " ") != "WATCHDOG=1" {
		t.Errorf("before its status: %q", before)
	}
	m.stops(first, &log)

	// the night of the 28th was missed
	second := m.schedule(dir, "2026-11-28 09:00:00", &log)
	m.hears("STATUS=the night 2026-11-28T02:30 is under way")
	m.hears("STATUS=next run 2026-11-29 02:30 UTC")
	m.stops(second, &log)
	figures, err := os.ReadFile(filepath.Join(dir, "acme.prom"))
	if err != nil || !strings.Contains(string(figures), `reconcile_last_run_status{status="clean"} 1`) {
		t.Errorf("figures: %v\n%s\n%s", err, figures, &log)
	}

	// and is done
	third := m.schedule(dir, "2026-11-28 10:00:00", &log)
	m.hears("STATUS=next run 2026-11-29 02:30 UTC")
	m.stops(third, &log)
	if n := strings.Count(log.String(), `msg="a night begins"`); n != 1 {
		t.Errorf("%d nights\n%s", n, &log)
	}
}

func TestOnlyANightThatWasDoneInFullPings(t *testing.T) {
	var pings atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { pings.Add(1) }))
	defer server.Close()
	dir := folder(t, "ping: env:PING\n")
	audit := func(want string, args ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), "reconcile", append([]string{"run", "--quiet"}, args...)...)
		command.Dir = dir
		command.Env = append(os.Environ(), "PING="+server.URL)
		if got := codeOf(command.Run()); got != want {
			t.Errorf("%v: exit code %s, want %s", args, got, want)
		}
	}
	audit("0")
	people := strings.Replace(company()["people.csv"], "active,contractor,Design,2020-01-01,", "terminated,contractor,Design,2020-01-01,2026-01-01", 1)
	if err := os.WriteFile(filepath.Join(dir, "people.csv"), []byte(people), 0o600); err != nil {
		t.Fatal(err)
	}
	audit("3", "--fail-on", "high")
	if n := pings.Load(); n != 2 {
		t.Errorf("%d pings after two nights", n)
	}
	audit("0", "--target", "crm")
	audit("0", "--as-of", "2026-01-15")
	if err := os.Remove(filepath.Join(dir, "crm.csv")); err != nil {
		t.Fatal(err)
	}
	audit("4")
	if err := os.Remove(filepath.Join(dir, "people.csv")); err != nil {
		t.Fatal(err)
	}
	audit("2")
	if n := pings.Load(); n != 2 {
		t.Errorf("%d pings after two nights and what is none", n)
	}
}
