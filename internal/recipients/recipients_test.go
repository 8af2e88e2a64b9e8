package recipients

import (
	"strings"
	"testing"

	"reconcile/internal/access"
)

func TestMailGoesToWhoWorksHereAndToWhoIsAllowed(t *testing.T) {
	people := []access.Person{
		{ID: "e1", Email: "Ana@Acme.example", Aliases: []string{"a@acme.example"}},
		{ID: "e2", Email: "bob@acme.example"},
		{ID: "e3", Email: "cy@acme.example"},
		{ID: "e4", Email: "dee@acme.example"},
		{ID: "e5", Email: "bob@acme.example"},
		{ID: "e6", Email: "old@acme.example"},
		{ID: "e7", Email: "-"},
	}
	standings := []access.Standing{
		{State: access.Active},
		{State: access.Left},
		{State: access.Away},
		{State: access.Joining},
		{State: access.Active, Leaving: true},
		{State: access.Left},
		{State: access.Active},
	}
	b := NewBook(people, standings, []string{"auditor@firm.example", "OLD@acme.example"}, nil)
	for _, c := range []struct {
		address string
		want    Recipient
		refused string
	}{
		{"ana@acme.example", Recipient{Address: "ana@acme.example", Person: "e1"}, ""},
		{"A@ACME.example", Recipient{Address: "a@acme.example", Person: "e1"}, ""},
		{"bob@acme.example", Recipient{Address: "bob@acme.example", Person: "e5", Leaving: true}, ""},
		{"cy@acme.example", Recipient{Address: "cy@acme.example", Person: "e3"}, ""},
		{"dee@acme.example", Recipient{Address: "dee@acme.example", Person: "e4"}, "who is not active (joining)"},
		{"old@acme.example", Recipient{Address: "old@acme.example", Person: "e6"}, ""},
		{"auditor@firm.example", Recipient{Address: "auditor@firm.example"}, ""},
		{"eve@elsewhere.example", Recipient{Address: "eve@elsewhere.example"}, "nobody on the roster"},
		{"nonsense", Recipient{}, "is no address"},
	} {
		got, why := b.Find(c.address)
		if got != c.want || (c.refused == "") != (why == "") || !strings.Contains(why, c.refused) {
			t.Errorf("%s: %+v, %q", c.address, got, why)
		}
	}
}

func TestAnAddressOfSeveralPeopleIsThatOfWhoIsLeavingElseOfWhoIsHere(t *testing.T) {
	here, soon := access.Standing{State: access.Active}, access.Standing{State: access.Joining}
	left, leaving := access.Standing{State: access.Left}, access.Standing{State: access.Active, Leaving: true}
	people := []access.Person{{ID: "e1", Email: "it@acme.example"}, {ID: "e2", Aliases: []string{"IT@acme.example"}}}
	for _, c := range []struct {
		standings [2]access.Standing
		person    string
		leaving   bool
	}{
		{[2]access.Standing{here, leaving}, "e2", true},
		{[2]access.Standing{leaving, here}, "e1", true},
		{[2]access.Standing{soon, here}, "e2", false},
		{[2]access.Standing{here, soon}, "e1", false},
		{[2]access.Standing{left, here}, "e2", false},
		{[2]access.Standing{here, left}, "e1", false},
	} {
		got, why := NewBook(people, c.standings[:], nil, nil).Find("it@acme.example")
		if got.Person != c.person || got.Leaving != c.leaving || why != "" {
			t.Errorf("%v: %+v, %q", c.standings, got, why)
		}
	}
}

func TestSomebodyIsKnownInEveryDomainThatIsTheSameAndAnAllowedAddressInItsOwn(t *testing.T) {
	people := []access.Person{{ID: "e1", Email: "ana@acme.example"}}
	b := NewBook(people, []access.Standing{{State: access.Active}}, []string{"board@acme.io"}, [][]string{{"acme.example", "ACME.io"}})
	for address, person := range map[string]string{"ana@acme.example": "e1", "Ana@acme.io": "e1", "board@acme.io": ""} {
		if got, why := b.Find(address); why != "" || got.Person != person || !strings.EqualFold(got.Address, address) {
			t.Errorf("%s: %+v, %q", address, got, why)
		}
	}
	for _, address := range []string{"ana@other.example", "board@acme.example"} {
		if got, why := b.Find(address); why == "" {
			t.Errorf("%s: %+v", address, got)
		}
	}
}
