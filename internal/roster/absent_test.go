package roster

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
)

// staff returns so many people who work here.
func staff(n int) []access.Person {
	var list []access.Person
	for i := range n {
		list = append(list, access.Person{ID: fmt.Sprintf("E%03d", i), Name: fmt.Sprint("P", i), Start: access.DateOf(2020, 1, 1)})
	}
	return list
}

func lastNight(people []access.Person) *access.PastRoster {
	r := access.RosterOf("h", access.DateOf(2026, 6, 14), people)
	return &r
}

// standing judges on 15 June 2026.
func standing(p *access.Person) access.Standing {
	return access.Stand(p, access.DateOf(2026, 6, 15), access.StandingPolicy{})
}

func TestWhoIsAbsentFromARosterOfAllKeepsTheLastState(t *testing.T) {
	people := staff(20)
	r := access.Roster{People: slices.Clone(people[1:]), Sources: []access.SourceRead{{}}}
	vanished := Remember(&r, lastNight(people), standing)
	if len(vanished) != 0 || len(r.People) != 20 || r.People[0].ID != "E000" || standing(&r.People[0]).State != access.Active {
		t.Errorf("vanished %v, %d people, first %+v", vanished, len(r.People), r.People[0])
	}
	if len(r.Problems) != 1 || !strings.Contains(r.Problems[0].Text, "2026-06-14") || r.Problems[0].Quarantined {
		t.Errorf("remarks: %+v", r.Problems)
	}
	if r.Unsound != nil {
		t.Errorf("unsound: %q", r.Unsound)
	}
}

func TestWhoIsAbsentFromARosterOfCurrentStaffHasLeftSinceTheLastGoodOne(t *testing.T) {
	people := staff(20)
	r := access.Roster{People: slices.Clone(people[1:]), Sources: []access.SourceRead{{CurrentOnly: true}}}
	vanished := Remember(&r, lastNight(people), standing)
	s := standing(&r.People[0])
	if !vanished["E000"] || s.State != access.Left || s.Since != access.DateOf(2026, 6, 15) {
		t.Errorf("vanished %v, standing %+v", vanished, s)
	}
}

func TestWhoLeftLongAgoAndIsDroppedFromTheExportIsALeaverStill(t *testing.T) {
	people := staff(20)
	people[0].Employment, people[0].End = access.Terminated, access.DateOf(2026, 1, 31)
	r := access.Roster{People: slices.Clone(people[1:]), Sources: []access.SourceRead{{}}}
	if vanished := Remember(&r, lastNight(people), standing); len(vanished) != 0 || len(r.Problems) != 0 {
		t.Errorf("vanished %v, remarks %+v", vanished, r.Problems)
	}
	if r.People[0].End != access.DateOf(2026, 1, 31) {
		t.Errorf("%+v", r.People[0])
	}
}

func TestWhoIsBackUnderANewIDIsNotAbsent(t *testing.T) {
	people := staff(20)
	now := slices.Clone(people)
	now[19].ID, now[19].FormerIDs = "X1", []string{"E019"}
	r := access.Roster{People: now, Sources: []access.SourceRead{{}}}
	Remember(&r, lastNight(people), standing)
	if len(r.People) != 20 || len(r.Problems) != 0 {
		t.Errorf("%d people, %+v", len(r.People), r.Problems)
	}
}

func TestMoreThanThreeAndTenPerCentVanishedMakeARosterUnsound(t *testing.T) {
	for _, c := range []struct {
		people, absent int
		unsound        bool
	}{{10, 3, false}, {10, 4, true}, {100, 10, false}, {100, 11, true}} {
		people := staff(c.people)
		r := access.Roster{People: slices.Clone(people[c.absent:]), Sources: []access.SourceRead{{CurrentOnly: true}}}
		Remember(&r, lastNight(people), standing)
		if got := len(r.Unsound) > 0; got != c.unsound {
			t.Errorf("%d of %d: %q", c.absent, c.people, r.Unsound)
		}
	}
}

func TestMoreThanFiveAndTwentyPerCentNewlyLeftWithoutAKnownEndMakeARosterUnsound(t *testing.T) {
	for _, c := range []struct {
		people, left int
		known        bool
		unsound      bool
	}{{20, 5, false, false}, {20, 6, false, true}, {100, 20, false, false}, {100, 21, false, true}, {100, 50, true, false}} {
		people := staff(c.people)
		now := slices.Clone(people)
		for i := range c.left {
			now[i].Employment, now[i].End = access.Terminated, access.DateOf(2026, 6, 14)
			if c.known {
				people[i].End = access.DateOf(2026, 6, 14)
			}
		}
		past := lastNight(people)
		past.Day = access.DateOf(2026, 6, 13)
		r := access.Roster{People: now, Sources: []access.SourceRead{{}}}
		Remember(&r, past, func(p *access.Person) access.Standing {
			day := access.DateOf(2026, 6, 15)
			if p.Employment != access.Terminated {
				day = past.Day // as it was seen then
			}
			return access.Stand(p, day, access.StandingPolicy{})
		})
		if got := len(r.Unsound) > 0; got != c.unsound {
			t.Errorf("%d of %d, known %v: %q", c.left, c.people, c.known, r.Unsound)
		}
	}
}

func TestOnTheFirstNightNobodyIsAbsent(t *testing.T) {
	r := access.Roster{People: staff(3)}
	if Remember(&r, &access.PastRoster{}, standing); len(r.People) != 3 || r.Unsound != nil {
		t.Errorf("%+v", r)
	}
}
