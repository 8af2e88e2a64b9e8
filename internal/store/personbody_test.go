package store

import (
	"testing"

	"pgregory.net/rapid"

	"reconcile/internal/access"
)

func TestAPlainRecordIsWrittenAsAnyOtherWouldBe(t *testing.T) {
	easy := rapid.RuneFrom([]rune("abcXYZ09@.-/<>&' ~ñŁ\u0080\u07ff"))
	hard := rapid.OneOf(easy, rapid.RuneFrom([]rune("\t\n\"\\\u007f\u0800\u2028\ufffd")), rapid.Rune())
	day := rapid.Map(rapid.IntRange(0, 40_000), func(n int) access.Date { return access.Date(n) })
	plainOnes := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(easy)
		if rapid.Bool().Draw(t, "hard") {
			text = rapid.StringOf(hard)
		}
		list := rapid.SliceOfN(text, 0, 2)
		p := access.Person{
			Name: text.Draw(t, "name"), Email: text.Draw(t, "email"), Aliases: list.Draw(t, "aliases"),
			Employment:   access.Employment(rapid.IntRange(0, 2).Draw(t, "employment")),
			TypeUnmapped: rapid.Bool().Draw(t, "unmapped"), Start: day.Draw(t, "start"), End: day.Draw(t, "end"),
			Absent: day.Draw(t, "absent"),
		}
		for _, name := range access.AttributeNames() {
			if field := p.Attributes.Field(name); field != nil {
				*field = list.Draw(t, name)
			}
		}
		if rapid.IntRange(0, 9).Draw(t, "rare") == 0 {
			p.FormerIDs, p.Attributes.Extra = list.Draw(t, "former"), map[string][]string{"cost centre": list.Draw(t, "extra")}
		}
		body := bodyOf(&p)
		want, err := newEncoder().encode(&body)
		if err != nil {
			t.Fatal(err)
		}
		enc := newEncoder()
		got, err := enc.person(&p)
		if err != nil || string(got) != string(want) {
			t.Fatalf("%s, %v; otherwise %s", got, err, want)
		}
		if string(enc.plain) == string(got) {
			plainOnes++
		}
	})
	if plainOnes == 0 {
		t.Error("none was plain")
	}
}
