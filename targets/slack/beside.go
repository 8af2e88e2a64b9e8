package slack

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/scim"
)

// seats reads who takes a paid seat.
func (r *reader) seats(ctx context.Context, c *company) error {
	if !r.billing {
		return nil
	}
	const operation = "list who takes a seat"
	type answer struct {
		next
		Info *map[string]struct {
			Active *bool `json:"billing_active"`
		} `json:"billable_info"`
	}
	seats := map[string]access.Tri{}
	cursor := func(a *answer) string { return a.cursor() }
	page := func(a *answer) error {
		if a.Info == nil {
			return r.session.Broken(operation, "the answer has no list of seats")
		}
		for id, info := range *a.Info {
			if info.Active != nil && seats[id] != access.Yes { // of several workspaces, one is enough
				seats[id] = access.TriOf(*info.Active)
			}
		}
		return nil
	}
	forms := []url.Values{most()}
	if c.organization {
		forms = nil
		for i := range c.workspaces {
			forms = append(forms, url.Values{"limit": {"1000"}, "team_id": {c.workspaces[i].ID}})
		}
	}
	var err error
	for i := 0; i < len(forms) && err == nil && (i == 0 || !r.sample); i++ {
		err = pages(ctx, r, operation, "team.billableInfo", forms[i], cursor, page)
	}
	why := lacking(err, "seats")
	if err != nil && why == "" {
		return err
	}
	c.further = append(c.further, facet(seatFacet, why))
	for i := range c.accounts {
		if seat, known := seats[c.accounts[i].ID]; known {
			c.accounts[i].Seat = seat
		}
	}
	return nil
}

// logins reads the whole access log for who was last there: read in part, it could call somebody idle who is not. Slack has a
// row for each account, address and browser.
func (r *reader) logins(ctx context.Context, c *company) error {
	if !r.activity || c.organization {
		return nil
	}
	const operation = "read the access log"
	type answer struct {
		next
		Logins *[]struct {
			UserID string `json:"user_id"`
			Last   int64  `json:"date_last"`
		} `json:"logins"`
	}
	last := map[string]int64{}
	n, tooLong := 0, false
	cursor := func(a *answer) string {
		if n++; n >= longest {
			tooLong = a.cursor() != ""
			return ""
		}
		return a.cursor()
	}
	err := pages(ctx, r, operation, "team.accessLogs", most(), cursor, func(a *answer) error {
		if a.Logins == nil {
			return r.session.Broken(operation, "the answer has no log")
		}
		for _, l := range *a.Logins {
			last[l.UserID] = max(last[l.UserID], l.Last)
		}
		return nil
	})
	why := lacking(err, "the access log")
	if tooLong {
		why = fmt.Sprintf("the access log is longer than %d rows, and a part of it would call people idle who are not", longest*1000)
	}
	if err != nil && why == "" {
		return err
	}
	c.further = append(c.further, facet(activityFacet, why))
	if why != "" {
		return nil
	}
	for i := range c.accounts {
		c.accounts[i].LastActive = day(last[c.accounts[i].ID])
	}
	return nil
}

// longest is how many pages the access log may have: at twenty a minute, five minutes.
const longest = 100

// day is the date of a time in seconds since 1970, none for 0.
func day(seconds int64) access.Date {
	if seconds <= 0 {
		return 0
	}
	return access.DayOf(time.Unix(seconds, 0).UTC())
}

// directory reads by SCIM what the Web API does not tell: employee numbers, and the days on which accounts were made.
func (r *reader) directory(ctx context.Context, c *company) error {
	if r.scim == nil {
		return nil
	}
	by := scim.Reader{Session: r.scim, Profile: profile()}
	if r.sample {
		_, err := by.Check(ctx)
		return err
	}
	d, err := by.Read(ctx)
	if err != nil {
		return err
	}
	for i := range d.Users {
		from := d.Users[i].Account(r.employeeID)
		a := c.find(from.ID)
		switch {
		case a != nil:
			a.EmployeeID, a.Created = from.EmployeeID, cmp.Or(from.Created, a.Created)
			if len(a.Emails) == 0 {
				a.Emails = from.Emails
			}
		case from.Status == access.Enabled && !c.strangers[from.ID] && !c.part:
			c.unlisted++
		}
	}
	return nil
}
