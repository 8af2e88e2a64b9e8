package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"reconcile/bench/company"
)

// counts are numbers of findings by target and kind.
type counts map[string]map[string]int

func (c counts) add(target, kind string) {
	if c[target] == nil {
		c[target] = map[string]int{}
	}
	c[target][kind]++
}

// describe tells the size of the company.
func (s *setup) describe(w io.Writer) error {
	var e company.Expected
	if err := read(filepath.Join(s.company, "expected.json"), &e); err != nil {
		return err
	}
	apps, bytes := 0, int64(0)
	err := filepath.WalkDir(s.company, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".csv" || filepath.Base(filepath.Dir(path)) == "tables" {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		bytes += info.Size()
		apps++
		return nil
	})
	fmt.Fprintf(w, "%d people, %d apps, %d accounts, %d grants, %.1f MB of CSV\n", e.People, apps-1, e.Accounts, e.Grants,
		float64(bytes)/1e6)
	return err
}

// compare holds what the programs found against what was planted.
func (s *setup) compare(w io.Writer, programs []*program) error {
	var e company.Expected
	if err := read(filepath.Join(s.company, "expected.json"), &e); err != nil {
		return err
	}
	differ := false
	for _, p := range programs {
		found, err := p.counts()
		if err != nil {
			return err
		}
		for _, line := range differences(e.Findings, found) {
			fmt.Fprintf(w, "%s: %s\n", p.name, line)
			differ = true
		}
	}
	if differ {
		return errors.New("what was found is not what was planted")
	}
	fmt.Fprintf(w, "%d findings, as planted\n", e.Total)
	return nil
}

// counts reads what a program found.
func (p *program) counts() (counts, error) {
	if p.stdout {
		var result struct{ Findings counts }
		err := read(p.output, &result)
		return result.Findings, err
	}
	var run struct {
		Findings []struct{ Target, Verdict, Cause string }
	}
	if err := read(p.output, &run); err != nil {
		return nil, err
	}
	c := counts{}
	for _, f := range run.Findings {
		c.add(f.Target, company.Kind(f.Verdict, f.Cause))
	}
	return c, nil
}

// differences words where two counts differ.
func differences(want, have counts) []string {
	var lines []string
	for _, target := range union(want, have) {
		for _, kind := range union(want[target], have[target]) {
			if w, h := want[target][kind], have[target][kind]; w != h {
				lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s: planted %d, found %d", target, kind, w, h)))
			}
		}
	}
	return lines
}

// union returns the keys of both maps in order.
func union[V any](a, b map[string]V) []string {
	keys := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

func read(path string, out any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Base(path), err)
	}
	return nil
}
