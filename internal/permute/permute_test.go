package permute_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"reconcile/internal/permute"
)

func TestEveryThingComesToItsPlace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := make([]int32, rapid.IntRange(0, 20).Draw(t, "n"))
		for i := range places {
			places[i] = int32(i)
		}
		order := rapid.Permutation(places).Draw(t, "order")
		things := slices.Clone(places)
		permute.Apply(things, slices.Clone(order))
		if !slices.Equal(things, order) {
			t.Fatalf("%v, not %v", things, order)
		}
	})
}
