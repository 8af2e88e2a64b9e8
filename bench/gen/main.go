// Command gen writes a made-up company into a folder, for measurements:
//
//	go run ./bench/gen -people 100000 -out /tmp/company
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"reconcile/bench/company"
)

func main() {
	people := flag.Int("people", 500, "rows of the roster")
	apps := flag.Int("apps", 8, "number of apps: 8 or 13")
	seed := flag.Uint64("seed", 1, "which of the companies of that size")
	out := flag.String("out", "", "folder to write into")
	flag.Parse()
	if *out == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(company.Options{People: *people, Apps: *apps, Seed: *seed}, *out); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(o company.Options, out string) error {
	c, err := company.New(o)
	if err != nil {
		return err
	}
	if err := c.Write(out); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(c.Expected)
}
