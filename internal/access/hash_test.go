package access_test

import (
	"slices"
	"testing"

	"reconcile/internal/access"
)

func kept() access.Snapshot {
	return access.Snapshot{
		Entitlements: []access.Entitlement{
			access.AccountEntitlement(), {ID: "b", Type: "team", Name: "b", Level: "low"}, {ID: "a", Type: "group", Name: "a"},
		},
		Levels: map[string][]string{"team": {"low", "high"}}, Top: []string{"group:a", "team:b"},
		Accounts: []access.Account{
			{ID: "1", LastActive: 9, Row: 2, Grants: []access.Grant{{Entitlement: 1}, {Entitlement: 2, Via: 1}}},
			{ID: "2", Emails: []access.Email{}},
		},
	}
}

func TestTheContentHashIsIndependentOfOrderAndOfVolatileFacts(t *testing.T) {
	first, turned := kept(), kept()
	slices.Reverse(turned.Accounts)
	slices.Reverse(turned.Top)
	turned.Entitlements[1], turned.Entitlements[2] = turned.Entitlements[2], turned.Entitlements[1]
	a := &turned.Accounts[1]
	a.Grants = []access.Grant{{Entitlement: 1, Via: 2}, {Entitlement: 2}}
	a.LastActive, a.Row, turned.Accounts[0].Emails = 0, 7, nil
	turned.Target, turned.Total, turned.Self = "x", 5, "1"
	if first.ContentHash() != turned.ContentHash() {
		t.Error("order, or who read it and when, counts")
	}
	if first.Accounts[0].Row != 2 || first.Accounts[0].Grants[1].Via != 1 || first.Top[0] != "group:a" {
		t.Errorf("hashing changed the snapshot: %+v", first)
	}
}

func TestTheContentHashTellsEveryLastingChange(t *testing.T) {
	first := kept()
	seen := map[string]string{first.ContentHash(): "nothing"}
	for name, change := range map[string]func(*access.Snapshot){
		"a status":            func(s *access.Snapshot) { s.Accounts[1].Status = access.Suspended },
		"a grant":             func(s *access.Snapshot) { s.Accounts[0].Grants = s.Accounts[0].Grants[:1] },
		"what it comes by":    func(s *access.Snapshot) { s.Accounts[0].Grants[1].Via = 0 },
		"who manages it":      func(s *access.Snapshot) { s.Accounts[0].Grants[0].ManagedBy = "Okta" },
		"a primary address":   func(s *access.Snapshot) { s.Accounts[1].Emails = []access.Email{{Address: "a@b.ex"}} },
		"an entitlement":      func(s *access.Snapshot) { s.Entitlements[2].Name = "c" },
		"the order of levels": func(s *access.Snapshot) { s.Levels["team"] = []string{"high", "low"} },
		"what is top":         func(s *access.Snapshot) { s.Top = nil },
		"an account":          func(s *access.Snapshot) { s.Accounts = s.Accounts[:1] },
	} {
		s := kept()
		change(&s)
		hash := s.ContentHash()
		if other, taken := seen[hash]; taken {
			t.Errorf("%s counts as %s", name, other)
		}
		seen[hash] = name
	}
}
