package fold_test

import (
	"testing"

	"reconcile/internal/fold"
)

func TestALineHasNoLineBreaksAndNothingThatActs(t *testing.T) {
	for in, want := range map[string]string{
		"":                     "",
		"Ana Ruiz":             "Ana Ruiz",
		"Ana  Ñandú":           "Ana  Ñandú",
		"Head of\r\n\tSales":   "Head of Sales",
		"\x1b[31mred\nalert":   "␛[31mred alert",
		"a\u202eb":             "a\\u202eb",
		"non\u00a0breaking\ny": "non breaking y",
	} {
		if got := fold.Line(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
