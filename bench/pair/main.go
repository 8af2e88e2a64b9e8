// Command pair measures the audit of a made-up company: reconcile and the same audit in SQL, started in turn, and holds
// both against what was planted.
//
//	go run ./bench/pair -company /tmp/company -reconcile bin/reconcile -duckdb bench/duckdb -runs 7
//
// The wall time is the whole process's, from start to end; the memory is the peak resident set the kernel reports for it.
// It exits with 1 when a program fails or finds something else than was planted.
package main

import (
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
}

// program is one of the two, with its measurements.
type program struct {
	name    string
	command []string
	output  string
	// stdout: the result comes on standard output, not into the file of its own accord.
	stdout bool
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
		fmt.Fprintf(w, "%-10s %6.2f s (%.2f to %.2f, %d runs)  %5d MB\n", p.name, median(p.wall).Seconds(),
			slices.Min(p.wall).Seconds(), slices.Max(p.wall).Seconds(), len(p.wall), median(p.peak)/1024)
	}
	if len(programs) == 2 {
		fmt.Fprintf(w, "%-10s %6.2f    %.2f of the memory\n", "ratio",
			float64(median(programs[0].wall))/float64(median(programs[1].wall)),
			float64(median(programs[0].peak))/float64(median(programs[1].peak)))
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

// start runs the program once.
func (p *program) start() (err error) {
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
