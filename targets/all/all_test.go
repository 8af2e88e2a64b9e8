package all_test

import (
	"slices"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/targets/all"
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
			write, ok := writers()[kind.Info.Kind]
			if !ok {
				t.Fatalf("no test writes a world for %s", kind.Info.Kind)
			}
			needs := slices.ContainsFunc(option.Declare(kind.NewOptions()), func(f option.Field) bool { return f.Secret })
			if needs && (kind.Info.Docs == "" || kind.Info.Credentials == "") {
				t.Error("an app has a page of documentation and one where its credential is made")
			}
			targettest.Run(t, kind, write)
		})
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
