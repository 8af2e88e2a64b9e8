package config

import (
	"os"
	"testing"
)

func FuzzLoad(f *testing.F) {
	full, err := os.ReadFile("testdata/full/reconcile.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(full)
	f.Add([]byte(small))
	f.Add([]byte(small + "rules: rules/*.yaml\nscope: {people: 'type == \"temp\"'}"))
	f.Add([]byte("source:\ntargets: [a]\nreports: [a, {to: 1}]\nmail: 3\nschedule: [{}]\ndomain_aliases: {a: b}"))
	rules := "roles: [{name: a, grants: {trello: [account]}}]"
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := loadText(string(data), folder{"rules/a.yaml": rules})
		if err != nil {
			return
		}
		if len(c.Sources) == 0 || len(c.Targets) == 0 || c.Timezone == nil || c.Rules == nil {
			t.Errorf("an unsound configuration: %+v", c)
		}
		for _, target := range c.Targets {
			if _, ok := c.Plan.Targets[target.Name]; !ok || target.Kind.New == nil || target.Options == nil {
				t.Errorf("half a target: %+v", target)
			}
		}
	})
}
