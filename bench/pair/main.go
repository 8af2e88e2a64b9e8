// Command pair measures the audit of a made-up company: reconcile and the same audit in SQL, started in turn, and holds
// both against what was planted. With -nights also reconcile with a store: a first night, one of equal files, and a quiet one,
// whose files hold the same in other bytes.
//
//	go run ./bench/pair -company /tmp/company -reconcile bin/reconcile -duckdb bench/duckdb -runs 7 -nights
//
// The wall time is the whole process's, from start to end; the memory is the peak resident set the kernel reports for it.
// It exits with 1 when a program fails or finds something else than was planted.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

func main() {
	s := setup{}
	flag.StringVar(&s.company, "company", "", "folder that gen wrote")
	flag.StringVar(&s.reconcile, "reconcile", "bin/reconcile", "the program")
	flag.StringVar(&s.duckdb, "duckdb", "bench/duckdb", "folder of the audit in SQL with its packages installed; - to leave it out")
	flag.IntVar(&s.runs, "runs", 5, "how often each is started")
	flag.BoolVar(&s.nights, "nights", false, "measure nights with a store too; it changes the company's files by empty lines")
	flag.Parse()
	if s.company == "" || s.runs < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := s.run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "pair:", err)
		os.Exit(1)
	}
}

// setup is what to measure.
type setup struct {
	company, reconcile, duckdb string
	runs                       int
	nights                     bool
}

// program is one of the two, with its measurements.
type program struct {
	name    string
	command []string
	output  string
	// stdout: the result comes on standard output, not into the file of its own accord.
	stdout bool
	// before prepares a start, nil for nothing.
	before func() error
	wall   []time.Duration
	// peak is in KiB.
	peak []int64
}

func (s *setup) run(w io.Writer) error {
	dir, err := os.MkdirTemp("", "pair-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	programs := s.programs(dir)
	audits := programs
	if s.nights {
		nights, err := s.withStore(dir)
		if err != nil {
			return err
		}
		programs = append(programs, nights...)
	}
	// The children's peaks would include ours at their start, so nothing large is read before all have run.
	for range s.runs {
		for _, p := range programs {
			if err := p.start(); err != nil {
				return err
			}
		}
	}
	if err := s.describe(w); err != nil {
		return err
	}
	for _, p := range programs {
		fmt.Fprintf(w, "%-12s %6.2f s (%.2f to %.2f, %d runs)  %5d MB", p.name, median(p.wall).Seconds(),
			slices.Min(p.wall).Seconds(), slices.Max(p.wall).Seconds(), len(p.wall), median(p.peak)/1024)
		for _, other := range audits {
			if other != p {
				fmt.Fprintf(w, "  %.2f of %s", float64(median(p.wall))/float64(median(other.wall)), other.name)
			}
		}
		fmt.Fprintln(w)
	}
	return s.compare(w, programs)
}

func (s *setup) programs(dir string) []*program {
	ours := filepath.Join(dir, "reconcile.json")
	list := []*program{{
		name: "reconcile", output: ours,
		command: []string{
			s.reconcile, "run", "--config", filepath.Join(s.company, "reconcile.yaml"), "--as-of", "2026-06-15",
			"--format", "json", "--output", ours, "--quiet",
		},
	}}
	if s.duckdb != "-" {
		list = append(list, &program{
			name: "duckdb", output: filepath.Join(dir, "duckdb.json"), stdout: true,
			command: []string{"node", filepath.Join(s.duckdb, "audit.mjs"), s.company, "2"},
		})
	}
	return list
}

// withStore are nights that remember, in the order in which they have to be started.
func (s *setup) withStore(dir string) ([]*program, error) {
	config, err := os.ReadFile(filepath.Join(s.company, "reconcile.yaml"))
	if err != nil {
		return nil, err
	}
	db, path := filepath.Join(dir, "pair.db"), filepath.Join(s.company, "with-store.yaml")
	if err := os.WriteFile(path, fmt.Appendf(nil, "store: %q\n%s", db, config), 0o600); err != nil {
		return nil, err
	}
	night := func(name string, before func() error) *program {
		output := filepath.Join(dir, name+".json")
		return &program{name: name, output: output, before: before, command: []string{
			s.reconcile, "run", "--config", path, "--as-of", "2026-06-15", "--format", "json", "--output", output, "--quiet",
		}}
	}
	return []*program{
		night("first night", func() error { return removeAll(db, db+"-wal", db+"-shm", db+".lock") }),
		night("equal files", nil),
		night("quiet night", s.touch),
	}, nil
}

func removeAll(paths ...string) error {
	for _, path := range paths {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

// touch adds an empty line to each file of the company, which means nothing.
func (s *setup) touch() error {
	files, err := filepath.Glob(filepath.Join(s.company, "exports", "*.csv"))
	if err != nil {
		return err
	}
	for _, path := range append(files, filepath.Join(s.company, "roster.csv")) {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_, err = f.WriteString("\n")
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// start runs the program once.
func (p *program) start() (err error) {
	if p.before != nil {
		if err := p.before(); err != nil {
			return err
		}
	}
	cmd := exec.Command(p.command[0], p.command[1:]...)
	cmd.Stderr = os.Stderr
	if p.stdout {
		f, err := os.Create(p.output)
		if err != nil {
			return err
		}
		defer func() {
			if closed := f.Close(); err == nil {
				err = closed
			}
		}()
		cmd.Stdout = f
	}
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("run %s: %w", p.name, err)
	}
	p.wall = append(p.wall, time.Since(began))
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		p.peak = append(p.peak, usage.Maxrss)
	}
	return nil
}

func median[T time.Duration | int64](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[len(sorted)/2]
}
