package members_test

import (
	"cmp"
	stdcsv "encoding/csv"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/members"
	"reconcile/internal/table"
)

// member is an account with the keys that it holds.
type member struct {
	access.Account
	keys []string
}

func pick[T any](t *rapid.T, name string, values ...T) T {
	return rapid.SampledFrom(values).Draw(t, name)
}

// membersOf draws accounts with ids of their own, in any order.
func membersOf(t *rapid.T) []member {
	ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Za-z0-9ñ_.][A-Za-z0-9ñ _.@-]{0,5}[a-z0-9]`), 1, 12, rapid.ID).Draw(t, "ids")
	// most ids of an app begin alike
	prefix := pick(t, "prefix", "", "acme-production-")
	var list []member
	for _, id := range ids {
		id = prefix + id
		m := member{Account: access.Account{
			ID: id, Login: pick(t, "login", "", "ann", "Ünïcode", "a;b,c\"d"), Name: pick(t, "name", "", "李 小龍", "O'Neill, Ann"),
			EmployeeID: pick(t, "employee", "", "0042", "9007199254740993"), Status: pick(t, "status", access.Enabled, access.Invited, access.Suspended),
			Kind: pick(t, "kind", access.Human, access.Guest, access.Bot, access.Shared), MFA: pick(t, "mfa", access.Unknown, access.Yes, access.No),
			Seat: pick(t, "seat", access.Unknown, access.Yes, access.No), Created: pick(t, "created", 0, access.DateOf(2024, 2, 29)),
			LastActive: pick(t, "active", 0, access.DateOf(2026, 6, 14), access.DateOf(1999, 12, 31)),
		}}
		if address := pick(t, "address", "", "ann@acme.example", "Ñ@acme.example"); address != "" {
			m.Emails = []access.Email{{Address: address}}
		}
		m.keys = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
			"team:infra=member", "team:infra=maintainer", "team:Ñ, x=member", "team:bare", "role:owner", "role:a=b", "product:NA",
		}), 0, 5, rapid.ID).Draw(t, "keys")
		list = append(list, m)
	}
	return list
}

// cells are an account's but for what it holds, under accountHeader.
func (m *member) cells() []string {
	return []string{
		m.ID, m.Login, m.Name, m.Email(), m.EmployeeID, m.Status.String(), m.Kind.String(), m.MFA.String(), m.Seat.String(),
		m.Created.String(), m.LastActive.String(),
	}
}

func accountHeader() []string {
	return []string{"id", "login", "name", "email", "employee_id", "status", "kind", "mfa", "seat", "created", "last_active"}
}

// held returns the names that an account holds of a type.
func (m *member) held(entitlementType string) string {
	var names []string
	for _, key := range m.keys {
		if name, ok := strings.CutPrefix(key, entitlementType+":"); ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, ";")
}

// delimited, byType, flagged and joined write accounts in each of the shapes, the header first.
func delimited(list []member) ([][]string, set) {
	rows := [][]string{append(accountHeader(), "entitlements")}
	for _, m := range list {
		rows = append(rows, append(m.cells(), strings.Join(m.keys, ";")))
	}
	return rows, func(*members.Reading) {}
}

func byType(list []member) ([][]string, set) {
	rows := [][]string{append(accountHeader(), "Of role", "Of team", "Of product")}
	for _, m := range list {
		rows = append(rows, append(m.cells(), m.held("role"), m.held("team"), m.held("product")))
	}
	return rows, columns(map[string]string{"Of role": "role", "Of team": "team", "Of product": "product"})
}

func flagged(list []member) ([][]string, set) {
	var keys []string
	for _, m := range list {
		keys = append(keys, m.keys...)
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	headers := map[string]string{}
	rows := [][]string{accountHeader()}
	for i, key := range keys {
		headers[fmt.Sprint("Flag ", i)] = key
		rows[0] = append(rows[0], fmt.Sprint("Flag ", i))
	}
	for _, m := range list {
		cells := m.cells()
		for _, key := range keys {
			cells = append(cells, access.TriOf(slices.Contains(m.keys, key)).String())
		}
		rows = append(rows, cells)
	}
	return rows, flags(headers)
}

func joined(list []member) ([][]string, set) {
	rows := [][]string{append(accountHeader(), "entitlements")}
	for _, m := range list {
		for _, key := range m.keys {
			rows = append(rows, append(m.cells(), key))
		}
		if len(m.keys) == 0 {
			rows = append(rows, append(m.cells(), ""))
		}
	}
	return rows, memberships
}

// readRows writes rows and reads them.
func readRows(t *rapid.T, dir string, rows [][]string, changes ...set) access.Snapshot {
	var text strings.Builder
	if err := stdcsv.NewWriter(&text).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "app.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	o := members.Options{Reading: members.Reading{Separator: ";"}}
	team(&o.Reading)
	for _, change := range changes {
		change(&o.Reading)
	}
	if err := o.Check(); err != nil {
		t.Fatal(err)
	}
	s, err := members.ReadFile(t.Context(), path, table.Options{}, o)
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	return s
}

// content is what of a snapshot does not depend on the file it was read from.
func content(s access.Snapshot) access.Snapshot {
	accounts := slices.Clone(s.Accounts)
	for i := range accounts {
		accounts[i].Row = 0
	}
	return access.Snapshot{Entitlements: s.Entitlements, Accounts: accounts, Levels: s.Levels, Remarks: s.Remarks}
}

func TestEverythingInIsEverythingOutInEveryShape(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		list := membersOf(t)
		for name, shape := range map[string]func([]member) ([][]string, set){
			"delimited": delimited, "by type": byType, "flagged": flagged, "joined": joined,
		} {
			rows, change := shape(list)
			s := readRows(t, dir, rows, change)
			var got []member
			for _, a := range s.Accounts {
				m := member{Account: a}
				for _, g := range a.Grants {
					m.keys = append(m.keys, s.Entitlements[g.Entitlement].Key())
				}
				m.Grants, m.Row = nil, 0
				slices.Sort(m.keys)
				got = append(got, m)
			}
			want := slices.Clone(list)
			slices.SortFunc(want, func(a, b member) int { return cmp.Compare(a.ID, b.ID) })
			for i := range want {
				want[i].keys = slices.Sorted(slices.Values(want[i].keys))
			}
			if diff := gocmp.Diff(want, got, gocmp.AllowUnexported(member{}), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", name, diff)
			}
			if s.Rows != len(rows)-1 {
				t.Fatalf("%s: %d rows read of %d", name, s.Rows, len(rows)-1)
			}
		}
	})
}

func TestTheOrderOfRowsMakesNoDifference(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		list := membersOf(t)
		rows, change := delimited(list)
		if rapid.Bool().Draw(t, "memberships") {
			rows, change = joined(list)
			for _, row := range rows[1:] {
				// what a row may say in its own way
				row[1], row[2] = respelled(t, row[1]), pick(t, "name", row[2], "", strings.ToUpper(row[2]))
				row[9] = pick(t, "created", row[9], "2020-01-01", "")
			}
		}
		first := readRows(t, dir, rows, change)
		random := rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed")))
		random.Shuffle(len(rows)-1, func(i, j int) { rows[i+1], rows[j+1] = rows[j+1], rows[i+1] })
		second := readRows(t, dir, rows, change)
		if diff := gocmp.Diff(content(first), content(second)); diff != "" {
			t.Fatalf("the snapshots differ:\n%s", diff)
		}
	})
}

// respelled draws a spelling that is the same login.
func respelled(t *rapid.T, login string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' && rapid.Bool().Draw(t, "upper") {
			return r - 'a' + 'A'
		}
		return r
	}, login)
}
