// Package sourcetest is the contract that every source keeps: a small company, and a suite that reads it back from
// whatever form a source has it in.
package sourcetest

import (
	"cmp"
	"time"

	"reconcile/internal/access"
)

// World is a small company as an HR system knows it, before any source wrote it in its own way.
type World struct {
	// Dir is an empty folder for files.
	Dir string
	// Columns are the names of the cells of each row, in words that every source understands.
	Columns []string
	Rows    [][]string
	// People are the ids that come out, sorted; Quarantined those of them that can't be judged.
	People, Quarantined []string
	// Joined counts the rows that are one person with another row; Bad those that can't be judged.
	Joined, Bad int
	// Now is the time of the run; the data is of the same day.
	Now time.Time
	// Page is how many rows an API gives at once, 3 if unset.
	Page int
}

// PageSize returns how many rows an API gives at once, however many are asked for.
func (w *World) PageSize() int { return cmp.Or(w.Page, 3) }

// Day is the date of judgement.
func (w *World) Day() access.Date { return access.DayOf(w.Now) }

// Company returns a company with one of everything that a roster may be faulted for.
func Company(dir string) World {
	return World{
		Dir: dir,
		Now: time.Date(2026, 6, 15, 2, 30, 0, 0, time.UTC),
		Columns: []string{
			"Employee ID", "Name", "Work email", "Status", "Employment type", "Department", "Job title", "Projects",
			"Start date", "End date", "Cost center", "Shoe size",
		},
		Rows: [][]string{
			{"E-5", "Eva Ruiz", "eva.ruiz@acme.example", "Activo", "Empleada", "Ventas", "Comercial", "", "2021-02-01", "", "4100", "38"},
			{"E-1", "Ann O'Neill", "ann@acme.example", "Active", "Employee", "Engineering", "CTO", "Apollo; Zen", "2019-05-06", "", "4000", "41"},
			{"E-2", "Bob Ñandú", "", "On leave", "Employee", "Engineering", "Developer", "Apollo", "2020-01-01", "", "4000", "44"},
			{"E-3", "Cyd Lee", "cyd@acme.example", "Terminated", "Contractor", "Design", "Designer", "", "2022-01-01", "2026-05-31", "4200", "39"},
			{"E-4", "Dan\x07 Wu", "dan@acme.example", "Active", "Intern", "Design", "Designer", "", "2026-07-01", "2026-12-31", "4200", "40"},
			// The same person with two jobs at a time, and one with two employments.
			{"E-1", "ANN O'NEILL", "ann@acme.example", "Active", "Employee", "Board", "Director", "", "2024-01-01", "", "4000", "41"},
			{"E-6", "Fay Kim", "fay@acme.example", "Active", "Temp", "Sales", "Clerk", "", "2026-06-01", "2026-08-31", "4100", "37"},
			{"E-6", "Fay Kim", "fkim@acme.example", "Terminated", "Intern", "Sales", "Clerk", "", "2024-06-01", "2024-08-31", "4100", "37"},
			// Rows that can't be judged: a mystery, a date that is none, two names under one id, no id.
			{"E-7", "Gil Paz", "gil@acme.example", "Enigma", "Employee", "Sales", "Clerk", "", "2025-01-01", "", "4100", "42"},
			{"E-8", "Hal Roy", "hal@acme.example", "Active", "Employee", "Sales", "Clerk", "", "some day", "", "4100", "43"},
			{"E-9", "Ida Sol", "ida@acme.example", "Active", "Employee", "Sales", "Clerk", "", "2025-01-01", "", "4100", "36"},
			{"E-9", "Jon Tan", "jon@acme.example", "Active", "Employee", "Sales", "Clerk", "", "2025-01-01", "", "4100", "45"},
			{"", "Kim Uhl", "kim@acme.example", "Active", "Employee", "Sales", "Clerk", "", "2025-01-01", "", "4100", "40"},
		},
		People:      []string{"E-1", "E-2", "E-3", "E-4", "E-5", "E-6", "E-7", "E-8", "E-9", "no-id:kim@acme.example"},
		Quarantined: []string{"E-7", "E-8", "E-9", "no-id:kim@acme.example"},
		Joined:      2,
		Bad:         5,
	}
}
