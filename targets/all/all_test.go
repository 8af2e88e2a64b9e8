package all_test

import (
	"slices"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/targets"
	"reconcile/targets/all"
	"reconcile/targets/all/allfake"
	"reconcile/targets/memory"
	"reconcile/targets/targettest"
)

// writers returns for each kind what writes a world in its form.
func writers() map[string]targettest.Write {
	return map[string]targettest.Write{"csv": writeCSV, "excel": writeExcel, "sandbox": writeSandbox}
}

func TestEveryTargetKeepsTheContract(t *testing.T) {
	for _, kind := range all.All() {
		t.Run(kind.Info.Kind, func(t *testing.T) {
			if kind.Info.Docs != "" {
				behindNetwork(t, kind)
				return
			}
			write, ok := writers()[kind.Info.Kind]
			if !ok {
				t.Fatalf("no test writes a world for %s", kind.Info.Kind)
			}
			if slices.ContainsFunc(option.Declare(kind.NewOptions()), func(f option.Field) bool { return f.Secret }) {
				t.Error("an app has a page of documentation and one where its credential is made")
			}
			targettest.Run(t, kind, write)
		})
	}
}

// behindNetwork holds a kind to the contract over each of its fakes.
func behindNetwork(t *testing.T, kind targets.Kind) {
	fakes := allfake.All()[kind.Info.Kind]
	if len(fakes) == 0 {
		t.Fatalf("no fake answers in place of %s: write one, and name it in allfake", kind.Info.Title)
	}
	for _, fake := range fakes {
		t.Run(fake.Name, func(t *testing.T) { targettest.RunFake(t, kind, fake) })
	}
}

func TestEveryFakeIsOfAKindThereIs(t *testing.T) {
	for name := range allfake.All() {
		if !slices.ContainsFunc(all.All(), func(k targets.Kind) bool { return k.Info.Kind == name }) {
			t.Errorf("there is no kind %s", name)
		}
	}
}

func TestTheConnectorToCopyKeepsTheContract(t *testing.T) {
	app := memory.NewApp(access.Snapshot{})
	targettest.Run(t, app.Kind(), writeMemory(app))
}

func TestTargetsAreInTheOrderOfTheirNames(t *testing.T) {
	var names []string
	for _, kind := range all.All() {
		names = append(names, kind.Info.Kind)
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("got %q", names)
	}
}
