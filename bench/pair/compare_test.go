package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachDifferenceBetweenPlantedAndFoundIsNamed(t *testing.T) {
	planted := counts{"slack": {"missing": 2, "excess": 1}, "jira": {"orphaned/leaver": 3}}
	found := counts{"slack": {"missing": 2}, "jira": {"orphaned/leaver": 4}, "": {"no-address": 1}}
	want := []string{
		"no-address: planted 0, found 1", "jira orphaned/leaver: planted 3, found 4", "slack excess: planted 1, found 0",
	}
	if diff := cmp.Diff(want, differences(planted, found)); diff != "" {
		t.Error(diff)
	}
}

func TestEqualCountsHaveNoDifference(t *testing.T) {
	c := counts{"slack": {"missing": 2}}
	if got := differences(c, c); got != nil {
		t.Errorf("differences: %q", got)
	}
}
