package starter_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reconcile/internal/starter"
)

func TestWhatIsProposedReadsWhateverTheExportsHold(t *testing.T) {
	header := rapid.OneOf(rapid.SampledFrom([]string{
		"id", "email", "Status", "Role", "role", "Teams", "Account type", "Created", "2FA", "Admin", "Suspended", "Groups", "Name", "Seat",
	}), rapid.String())
	cell := rapid.OneOf(rapid.SampledFrom([]string{
		"1", "2", "ana@acme.example", "Owner", "Guest", "yes", "no", "", "2026-01-31", "31/01/2026", "team:a=b", "a;b", "=1+1", "\u202ex", "Frozen",
	}), rapid.String())
	kept := 0
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 6).Draw(t, "width")
		rows := [][]string{rapid.SliceOfN(header, width, width).Draw(t, "header")}
		for i := range rapid.IntRange(1, 5).Draw(t, "rows") {
			row := rapid.SliceOfN(cell, width, width).Draw(t, "row")
			if rapid.Bool().Draw(t, "numbered") {
				row[0] = fmt.Sprint(i)
			}
			rows = append(rows, row)
		}
		var text strings.Builder
		for _, row := range rows {
			for i, c := range row {
				if i > 0 {
					text.WriteByte(',')
				}
				text.WriteString(`"` + strings.ReplaceAll(c, `"`, `""`) + `"`)
			}
			text.WriteByte('\n')
		}
		dir, err := os.MkdirTemp("", "starter")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		files := map[string]string{"people": staff, "app": text.String()}
		if rapid.Bool().Draw(t, "a roster") {
			files = map[string]string{"people": text.String(), "app": "id,email\n1,ana@acme.example\n"}
		}
		p, err := starter.Propose(context.Background(), write(t, dir, files))
		if err != nil {
			return
		}
		if _, err := starter.Write(dir, p.Files, false); err != nil {
			t.Fatal(err)
		}
		theSame(t, p, sound(t, dir))
		kept++
	})
	if kept == 0 {
		t.Error("nothing was ever proposed")
	}
}
