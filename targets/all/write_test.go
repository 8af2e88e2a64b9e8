package all_test

import (
	stdcsv "encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"reconcile/internal/access"
	"reconcile/internal/members"
	"reconcile/internal/option"
	"reconcile/targets/csv"
	"reconcile/targets/excel"
	"reconcile/targets/memory"
	"reconcile/targets/sandbox"
	"reconcile/targets/targettest"
)

// table returns a world as the rows of an export, the header first, and how to read it.
func table(w targettest.World) ([][]string, members.Reading) {
	reading := members.Reading{Separator: ";", Levels: w.Levels}
	header := []string{
		"id", "login", "email", "name", "status", "kind", "employee_id", "created", "last_active", "mfa", "seat",
	}
	// holds returns the further cells of an account, as many rows as it takes.
	holds := func(a targettest.Account) [][]string { return [][]string{{strings.Join(a.Holds, ";")}} }
	byType := func(a targettest.Account, types []string) (cells []string) {
		for _, entitlementType := range types {
			var names []string
			for _, key := range a.Holds {
				if name, ok := strings.CutPrefix(key, entitlementType+":"); ok {
					names = append(names, name)
				}
			}
			cells = append(cells, strings.Join(names, " ; "))
		}
		return cells
	}
	column := func(entitlementType string) string { return "All of " + entitlementType }
	types, keys := w.Types(), w.Keys()
	switch w.Shape {
	case targettest.Delimited:
		header = append(header, "entitlements")
	case targettest.OneType:
		reading.EntitlementType = types[0]
		reading.EntitlementColumns = map[string]string{}
		header = append(header, "entitlements")
		for _, entitlementType := range types[1:] {
			reading.EntitlementColumns[column(entitlementType)] = entitlementType
			header = append(header, column(entitlementType))
		}
		holds = func(a targettest.Account) [][]string { return [][]string{byType(a, types)} }
	case targettest.Columns:
		reading.EntitlementColumns = map[string]string{}
		for _, entitlementType := range types {
			reading.EntitlementColumns[column(entitlementType)] = entitlementType
			header = append(header, column(entitlementType))
		}
		holds = func(a targettest.Account) [][]string { return [][]string{byType(a, types)} }
	case targettest.Flags:
		reading.EntitlementFlags = map[string]string{}
		for _, key := range keys {
			reading.EntitlementFlags["Has "+key] = key
			header = append(header, "Has "+key)
		}
		holds = func(a targettest.Account) [][]string {
			var cells []string
			for _, key := range keys {
				cells = append(cells, access.TriOf(slices.Contains(a.Holds, key)).String())
			}
			return [][]string{cells}
		}
	case targettest.Memberships:
		reading.Rows = "memberships"
		header = append(header, "entitlements")
		holds = func(a targettest.Account) [][]string {
			if len(a.Holds) == 0 {
				return [][]string{{""}}
			}
			var rows [][]string
			for _, key := range a.Holds {
				rows = append(rows, []string{key})
			}
			return rows
		}
	}
	rows := [][]string{header}
	for _, a := range w.Accounts {
		cells := []string{
			a.ID, a.Login, a.Email(), a.Name, a.Status.String(), a.Kind.String(), a.EmployeeID, a.Created.String(), a.LastActive.String(),
			a.MFA.String(), a.Seat.String(),
		}
		for _, further := range holds(a) {
			rows = append(rows, slices.Concat(cells, further))
		}
	}
	return rows, reading
}

func writeCSV(t *testing.T, w targettest.World) any {
	rows, reading := table(w)
	var out strings.Builder
	if err := stdcsv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(w.Dir, "members.csv")
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return &csv.Options{Path: option.Path(path), Reading: reading}
}

func writeExcel(t *testing.T, w targettest.World) any {
	rows, reading := table(w)
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		for j, text := range row {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetCellStr("Sheet1", cell, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(w.Dir, "members.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return &excel.Options{Path: option.Path(path), Reading: reading}
}

// content returns a world as the snapshot of an app that has it.
func content(w targettest.World) access.Snapshot {
	s := access.Snapshot{Entitlements: []access.Entitlement{access.AccountEntitlement()}, Levels: w.Levels}
	keys := w.Keys()
	for _, key := range keys {
		e, _ := access.ParseEntitlement(key, w.Levels)
		s.Entitlements = append(s.Entitlements, e)
	}
	for _, a := range w.Accounts {
		for _, key := range a.Holds {
			a.Grants = append(a.Grants, access.Grant{Entitlement: int32(slices.Index(keys, key)) + 1})
		}
		s.Accounts = append(s.Accounts, a.Account)
	}
	return s
}

// writeMemory returns what puts a world into an app.
func writeMemory(app *memory.App) targettest.Write {
	return func(_ *testing.T, w targettest.World) any {
		app.Put(content(w))
		return &memory.Options{}
	}
}

func writeSandbox(t *testing.T, w targettest.World) any {
	path := filepath.Join(w.Dir, "app.json")
	if err := sandbox.Write(path, content(w)); err != nil {
		t.Fatal(err)
	}
	return &sandbox.Options{Path: option.Path(path)}
}
