package bamboohr

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/roster"
	"reconcile/internal/table"
)

// answer is everybody, in the columns that were asked for.
type answer struct {
	columns []column
	rows    []employee
	remarks []string
}

// employee is one of them: BambooHR's own number, and a cell for each column.
type employee struct {
	number string
	cells  []string
}

func (a *answer) remark(text string) { a.remarks = append(a.remarks, fold.Line(text)) }

// add takes an employee.
func (a *answer) add(number string, fields map[string]value) {
	e := employee{number, make([]string, len(a.columns))}
	for i := range a.columns {
		c := &a.columns[i]
		text, there := fields[c.asked]
		c.given = c.given || there
		if e.cells[i] = strings.TrimSpace(string(text)); e.cells[i] == "0000-00-00" {
			e.cells[i] = "" // no day
		}
	}
	a.rows = append(a.rows, e)
}

// whole makes sure that every field that was asked for was given, of somebody at least.
func (a *answer) whole() error {
	for i := range a.columns {
		if c := &a.columns[i]; !c.given && len(a.rows) > 0 {
			why := fmt.Sprintf("it lacks the field %s, which was asked for: let the credential view it", c.asked)
			if c.name != "" && !c.must {
				why += fmt.Sprintf(", or, where that is not needed, write `columns: {%s: \"\"}`", c.name)
			}
			return errors.New(why)
		}
	}
	return nil
}

// at returns the place of a field of the roster among the columns, -1 for none.
func (a *answer) at(name string) int {
	for i := range a.columns {
		if a.columns[i].name == name {
			return i
		}
	}
	return -1
}

// empty returns the columns in which nobody has a value.
func (a *answer) empty() []*column {
	var list []*column
	for i := range a.columns {
		some := false
		for k := range a.rows {
			some = some || a.rows[k].cells[i] != ""
		}
		if !some {
			list = append(list, &a.columns[i])
		}
	}
	return list
}

// roster turns an answer into people, or says what it must have lost.
func (s *Source) roster(a *answer) (access.Roster, error) {
	for _, c := range a.empty() {
		if len(a.rows) > 0 && c.filled {
			return access.Roster{}, fmt.Errorf("BambooHR: nobody has a value in %s: the credential may not view it any more: give its "+
				"account the right to", fold.Line(c.header))
		}
	}
	sum := sha256.New()
	columns := make([]table.Column, len(a.columns))
	for i, c := range a.columns {
		columns[i] = table.Column{Field: c.name, Header: c.header, Index: i}
	}
	b, err := roster.NewBuilder(s.rows, columns, table.ISODate)
	if err != nil {
		return access.Roster{}, err
	}
	a.managers(s.env.Prefix)
	for i := range a.rows {
		e := &a.rows[i]
		s.standing(a, e)
		b.Add(e.cells, access.Place{Record: "employee " + fold.Line(e.number)})
		if err := json.NewEncoder(sum).Encode(append([]string{e.number}, e.cells...)); err != nil {
			return access.Roster{}, fmt.Errorf("hash employees: %w", err)
		}
	}
	r, err := b.Roster(access.SourceRead{Date: s.env.Now(), Hash: hex.EncodeToString(sum.Sum(nil))})
	if err != nil {
		return access.Roster{}, fmt.Errorf("BambooHR: %w", err)
	}
	s.remarks(a, &r)
	return r, nil
}

// remarks says what was read otherwise than expected. A field that is wanted and empty may be one that the credential lost:
// nothing is removed on the strength of that.
func (s *Source) remarks(a *answer, r *access.Roster) {
	for _, c := range a.empty() {
		why := "nobody has a value in " + fold.Line(c.header) + ": the credential may not view it"
		if c.wanted {
			r.Unsound = append(r.Unsound, s.env.Name+": "+why+", or leave it out of `columns:` and rules")
		} else if c.name != endField {
			a.remark(why)
		}
	}
	var list []access.RosterProblem
	for _, text := range a.remarks {
		list = append(list, access.RosterProblem{Place: access.Place{Record: s.env.Name}, Text: text})
	}
	r.Problems = append(list, r.Problems...)
}

// managers writes the roster's id of each manager in the place of BambooHR's number. That of nobody who is shown stays, unless
// it would name somebody else.
func (a *answer) managers(prefix string) {
	id, manager := a.at(idField), a.at(managerField)
	if manager < 0 || a.columns[manager].wanted {
		return
	}
	known, ids := make(map[string]string, len(a.rows)), make(map[string]bool, len(a.rows))
	for i := range a.rows {
		known[a.rows[i].number], ids[prefix+a.rows[i].cells[id]] = a.rows[i].cells[id], true
	}
	unknown := 0
	for i := range a.rows {
		cell := &a.rows[i].cells[manager]
		switch text := known[*cell]; {
		case *cell == "0":
			*cell = ""
		case text != "":
			*cell = prefix + text
		case ids[*cell]: // which is somebody else's
			*cell, unknown = "", unknown+1
		}
	}
	if unknown > 0 {
		a.remark(fmt.Sprintf("left out are %d managers of whom BambooHR shows no row, as their numbers are the ids of others", unknown))
	}
}

// standing settles what BambooHR says in two places: the status is Active or Inactive, and the employment status tells
// the sort of contract, a leave, or that there was an end.
func (s *Source) standing(a *answer, e *employee) {
	status, kind := a.at(statusField), a.at(typeField)
	now, known := s.rows.StatusOf(e.cells[status])
	if known && now == access.Terminated && s.toCome(a, e) {
		e.cells[status] = "future hire"
	}
	if kind < 0 {
		return
	}
	if _, isType := s.rows.TypeOf(e.cells[kind]); isType {
		return
	}
	if said, isStatus := s.rows.StatusOf(e.cells[kind]); isStatus {
		if said == access.OnLeave && known && now == access.Employed {
			e.cells[status] = e.cells[kind]
		}
		if said != access.Employed {
			e.cells[kind] = ""
		}
	}
}

// toCome reports whether somebody who is inactive is so because they have not begun: hired for a day ahead, and never left.
func (s *Source) toCome(a *answer, e *employee) bool {
	start, err := table.ISODate(e.cells[a.at(startField)])
	if err != nil || !start.After(s.env.Day) {
		return false
	}
	end, err := table.ISODate(e.cells[a.at(endField)])
	return err == nil && end == 0
}
