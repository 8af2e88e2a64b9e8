package demo_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/demo"
	"reconcile/internal/night"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

func TestTry(t *testing.T) {
	dir := t.TempDir()
	if err := demo.Write(dir, access.DayOf(time.Now())); err != nil {
		t.Fatal(err)
	}
	run, err := night.Run(context.Background(), night.Options{ConfigPath: dir + "/reconcile.yaml", Kinds: config.KindsOf(sources.All(), targets.All())})
	if err != nil {
		t.Fatal(err)
	}
	for i := range run.Findings {
		f := &run.Findings[i]
		acc, per := "-", "-"
		if f.Account != nil {
			acc = f.Account.ID + "/" + f.Account.Login + "/" + f.Account.Email
		}
		if f.Person != nil {
			per = f.Person.ID + " " + f.Person.Name
		}
		fmt.Println(f.Severity, f.Target, f.Verdict, f.Cause, acc, per, f.Entitlement, f.Provisional, f.Notes)
	}
	fmt.Println(len(run.Findings), run.Metrics)
	fmt.Println("W", run.Run.Warnings)
	for _, w := range run.Roster.Warnings {
		fmt.Println("R", w.Text)
	}
	fmt.Println(run.Roster.People, run.Roster.Active, run.Roster.Joining, run.Roster.OnLeave, run.Roster.Left, run.Roster.Unsound)
	for _, tt := range run.Targets {
		fmt.Println("T", tt.Name, tt.Status, tt.Why, tt.Accounts, tt.Enabled, tt.Humans, tt.Linked, tt.Remarks, tt.MissingWithheld, tt.Privileged, tt.GovernedShare)
	}
	for _, a := range run.Plan.Actions {
		acc := ""
		if a.Account != nil {
			acc = a.Account.Login + a.Account.Email
		}
		per := ""
		if a.Person != nil {
			per = a.Person.ID
		}
		g := ""
		for _, b := range a.Blocked {
			g += " " + string(b.Guard)
		}
		fmt.Println("A", a.State, a.Kind, a.Target, acc, per, a.Entitlement, g)
	}
}
