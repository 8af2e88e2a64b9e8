package members_test

import (
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/members"
	"reconcile/internal/table"
)

func check(t *testing.T, text string, changes ...set) access.Reach {
	t.Helper()
	r, err := members.Check(file(t, text), table.Options{}, options(t, changes...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func yes(name string) access.Facet { return access.Facet{Name: name, Listed: access.Yes} }

// noAccess is the facet of an export without access.
func noAccess() access.Facet {
	return access.Facet{
		Name: "entitlements", Listed: access.No,
		Why: "accounts are judged, and not what they hold, as the export has no column of it: add one, and name it under " +
			"`columns: {entitlements: ...}` or `entitlement_columns:`",
	}
}

func TestWhatAnExportHasNoColumnForIsNotKnown(t *testing.T) {
	equal(t, "an id alone", check(t, "id\n").Facets, []access.Facet{
		yes("members"),
		{Name: "guests", Why: "the export has no column of kinds"},
		{Name: "bots", Why: "the export has no column of kinds"},
		{Name: "invitations", Why: "the export has no status column"},
		noAccess(),
	})
	equal(t, "with kinds and status", check(t, "id,status,kind\n").Facets, []access.Facet{
		yes("members"), yes("guests"), yes("bots"), yes("invitations"), noAccess(),
	})
}

func TestTheReachNamesTheAccessThatIsListed(t *testing.T) {
	only := func(names string) access.Facet {
		return access.Facet{Name: "entitlements", Listed: access.No, Why: "the export lists only " + names}
	}
	for name, c := range map[string]struct {
		header  string
		changes []set
		want    []access.Facet
	}{
		"access with its types is all there is": {"id,entitlements\n", nil, []access.Facet{yes("entitlements")}},
		"access of one type is no other": {
			"id,entitlements\n", []set{func(r *members.Reading) { r.EntitlementType = "Group" }}, []access.Facet{yes("group"), only("group")},
		},
		"columns list their types": {
			"id,Role,Teams\n",
			[]set{columns(map[string]string{"Role": "role", "Teams": "Team"})},
			[]access.Facet{yes("role"), yes("team"), only("role, team")},
		},
		"two columns of one type are one facet": {
			"id,Role,Rank\n", []set{columns(map[string]string{"Role": "role", "Rank": "ROLE"})}, []access.Facet{yes("role"), only("role")},
		},
		"a flag lists its own key and no other of the type": {
			"id,Jira\n", []set{flags(map[string]string{"Jira": "product:Jira"})}, []access.Facet{yes("product:jira"), only("product:jira")},
		},
		"flags of two levels are one facet": {
			"id,M,A\n",
			[]set{team, flags(map[string]string{"M": "Team:Ops=member", "A": "team:ops=maintainer"})},
			[]access.Facet{yes("team:ops"), only("team:ops")},
		},
		"a flag of one level leaves the others uncertain": {
			"id,A\n",
			[]set{team, flags(map[string]string{"A": "team:ops=maintainer"})},
			[]access.Facet{{Name: "team:ops", Listed: access.Unknown, Why: "not with the level member"}, only("team:ops")},
		},
		"columns beside access with types add nothing": {
			"id,entitlements,Role\n", []set{columns(map[string]string{"Role": "role"})}, []access.Facet{yes("entitlements")},
		},
	} {
		equal(t, name, check(t, c.header, c.changes...).Facets[4:], c.want)
	}
}

func TestAFlagIsSeenAndItsTypeIsNot(t *testing.T) {
	r := check(t, "id,Jira\n", flags(map[string]string{"Jira": "product:jira"}))
	for base, want := range map[string]access.Tri{"product:jira": access.Yes, "product:confluence": access.No, "team:ops": access.No} {
		equal(t, base, r.SeesAccess(base).Listed, want)
	}
}

func TestNothingCanBeChangedThroughAnExport(t *testing.T) {
	r := check(t, "id\n")
	equal(t, "kinds of action", len(r.Actions), len(access.ActionKinds()))
	for _, kind := range access.ActionKinds() {
		if f := r.Allows(kind); f.Listed != access.No || f.Why == "" {
			t.Errorf("%s: %+v", kind, f)
		}
	}
}

func TestACheckFindsWhatASnapshotSays(t *testing.T) {
	text := "id,status,Role\n1,active,x\n"
	role := columns(map[string]string{"Role": "role"})
	equal(t, "reach", check(t, text, role), read(t, text, role).Reach)
}

func TestACheckReadsNoRow(t *testing.T) {
	equal(t, "reach", check(t, "id,status\n,riddle\n1,\"torn\n"), check(t, "id,status\n"))
}
