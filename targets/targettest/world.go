// Package targettest is the contract that every target keeps: a small app, and a suite that reads it back from whatever
// form a target has it in, and changes it where the target can.
package targettest

import (
	"cmp"
	"slices"
	"time"

	"reconcile/internal/access"
)

// World is a small app as it is, before any vendor or export put it in a form of its own.
type World struct {
	// Dir is an empty folder for files.
	Dir string
	// Accounts are in no order.
	Accounts []Account
	// Levels gives for each levelled type its levels from low to high.
	Levels map[string][]string
	// Shape is how an export is to write what accounts hold; an API has a form of its own.
	Shape Shape
	// Now is the time of the run.
	Now time.Time
	// Page is how many rows an API gives at once, 3 if unset.
	Page int
}

// PageSize returns how many rows an API gives at once, however many are asked for.
func (w *World) PageSize() int { return cmp.Or(w.Page, 3) }

// Account is one of the app's accounts. Its Grants and Row are left to the target.
type Account struct {
	access.Account
	// Holds are the keys of what it holds.
	Holds []string
}

// Shape is one of the forms in which an export may say what accounts hold.
type Shape string

// The shapes. OneType names the type of the column of entitlements, and gives further types columns of their own.
const (
	Delimited   Shape = "one column of type:name"
	OneType     Shape = "one column of one type, and further columns"
	Columns     Shape = "a column for each type"
	Flags       Shape = "a yes or no for each key"
	Memberships Shape = "a row for each membership"
)

// Shapes returns all of them.
func Shapes() []Shape { return []Shape{Delimited, OneType, Columns, Flags, Memberships} }

func (w World) clock() time.Time { return w.Now }

// Keys returns what anybody holds, sorted.
func (w *World) Keys() []string {
	var keys []string
	for _, a := range w.Accounts {
		keys = append(keys, a.Holds...)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Types returns the types of what anybody holds, sorted.
func (w *World) Types() []string {
	var types []string
	for _, key := range w.Keys() {
		e, _ := access.ParseEntitlement(key, w.Levels)
		types = append(types, e.Type)
	}
	return slices.Compact(types)
}

// has reports whether there is any holder of a kind, or any entitlement of a type.
func (w *World) has(facet string) bool {
	return slices.Contains(w.Types(), facet) || slices.ContainsFunc(w.Accounts, func(a Account) bool {
		return facetOf(&a.Account) == facet
	})
}

// Company returns an app with an account of every sort.
func Company(dir string) World {
	day := access.DateOf(2024, 2, 29)
	mail := func(address string) []access.Email { return []access.Email{{Address: address}} }
	return World{
		Dir: dir, Now: time.Date(2026, 6, 15, 2, 30, 0, 0, time.UTC), Shape: Delimited,
		Levels: map[string][]string{"team": {"member", "maintainer"}},
		Accounts: []Account{
			// Ids are text, though they look like numbers: these two are one number to a float64, and 10 comes before 9.
			{
				Account: access.Account{
					ID: "9007199254740993", Login: "ann", Name: "Ann O'Neill", Emails: mail("ann@acme.example"), EmployeeID: "E-1",
					MFA: access.Yes, Seat: access.Yes, Created: day, LastActive: access.DateOf(2026, 6, 14),
				},
				Holds: []string{"team:infra=maintainer", "team:Web, design & Ñandú=member", "role:owner"},
			},
			{
				Account: access.Account{
					ID: "9007199254740992", Login: "bob", Name: "Bob \"Ñ\" Ñandú", Emails: mail("bob@acme.example"),
					MFA: access.No, Seat: access.Yes, Created: day,
				},
				Holds: []string{"team:infra=member", "product:jira"},
			},
			{
				Account: access.Account{
					ID: "9", Login: "cyd-lee", Name: "李 小龍", EmployeeID: "0003", Status: access.Suspended, MFA: access.Yes, Seat: access.No,
					Created: day, LastActive: access.DateOf(2025, 1, 2),
				},
				Holds: []string{"product:jira"},
			},
			{Account: access.Account{
				ID: "10", Login: "dan", Emails: mail("dan@acme.example"), Status: access.Invited, MFA: access.Unknown, Seat: access.Yes,
				Created: access.DateOf(2026, 6, 1),
			}},
			{
				Account: access.Account{
					ID: "u-Eva", Login: "eva", Name: "Eva Ruiz", Emails: mail("eva@partner.example"), Kind: access.Guest,
					MFA: access.No, Seat: access.No, Created: day, LastActive: access.DateOf(2026, 5, 31),
				},
				Holds: []string{"team:Web, design & Ñandú=member"},
			},
			{
				Account: access.Account{
					ID: "u-bot", Login: "deploy-bot", Name: "Deploys", Kind: access.Bot, MFA: access.No, Seat: access.No, Created: day,
				},
				Holds: []string{"role:owner", "team:infra=member"},
			},
			{
				Account: access.Account{
					ID: "201", Login: "gil", Name: "Gil Soto", Emails: mail("gil@acme.example"), MFA: access.Yes, Seat: access.Yes, Created: day,
				},
				Holds: []string{"team:infra=member"},
			},
			{
				Account: access.Account{
					ID: "202", Login: "hal", Name: "Hal Yu", Emails: mail("hal@acme.example"), MFA: access.Yes, Seat: access.Yes, Created: day,
				},
				Holds: []string{"team:infra=maintainer", "product:jira"},
			},
			{
				Account: access.Account{
					ID: "203", Login: "ida", Name: "Ida Weiß", Emails: mail("ida@acme.example"), MFA: access.No, Seat: access.Yes, Created: day,
				},
				Holds: []string{"team:infra=member", "team:Ops=member", "team:On call=member"},
			},
			{Account: access.Account{
				ID: "u-box", Login: "info", Name: "Front desk", Emails: mail("info@acme.example"), Kind: access.Shared, MFA: access.No,
				Seat: access.Yes, Created: day,
			}},
		},
	}
}
