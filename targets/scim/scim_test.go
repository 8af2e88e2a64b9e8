package scim_test

import (
	"slices"
	"testing"

	"reconcile/internal/option"
	engine "reconcile/internal/scim"
	"reconcile/targets/scim"
)

func TestEveryProfileCanBeConfigured(t *testing.T) {
	var names []string
	for _, p := range engine.Profiles() {
		names = append(names, p.Name)
	}
	for _, f := range option.Declare(scim.Options{}) {
		if f.Name == "vendor" && !slices.Equal(f.Enum, names) {
			t.Errorf("the configuration takes %q, there are %q", f.Enum, names)
		}
	}
}
