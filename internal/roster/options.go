package roster

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
	"reconcile/sources"
)

// Reading is how one source writes what a roster holds: the options that all files of people share.
type Reading struct {
	Columns  map[string]string     `option:"columns" help:"Headers that are not recognised by themselves, by field." example:"{work_email: Correo corporativo}"`
	Dates    string                `option:"dates" help:"How a date such as 03/04/2026 is read." enum:"iso,dmy,mdy" default:"iso"`
	Statuses map[string]StatusWord `option:"statuses" help:"Words of the status column that are not known: active, leave or terminated." example:"{on hold: leave}"`
	Types    map[string]TypeWord   `option:"types" help:"Words of the type column that are not known: employee, contractor, temp, intern or other." example:"{partner: contractor}"`
}

// Options are what turns the rows of one source into a roster.
type Options struct {
	// Env gives the source's name, prefix and lists, the columns to keep, the clock and the date of judgement.
	Env sources.Env
	// Kind is the connector's name.
	Kind    string
	Reading Reading
}

// Check makes sure that `columns:` names fields there are.
func (o *Options) Check() error {
	known := o.fieldNames()
	var unknown []string
	for field := range o.Reading.Columns {
		if !slices.Contains(known, field) {
			unknown = append(unknown, field)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	if target, ok := strings.CutPrefix(unknown[0], accountsPrefix); ok {
		return fmt.Errorf("`columns:` has %q, but no target is named %q", unknown[0], target)
	}
	return fmt.Errorf("`columns:` has %q, which is no field%s: there are %s", unknown[0],
		fold.Suggest(unknown[0], known), strings.Join(known, ", "))
}

// Order returns how ambiguous dates are read.
func (r *Reading) Order() table.Order {
	switch r.Dates {
	case "dmy":
		return table.DMY
	case "mdy":
		return table.MDY
	default:
		return table.YMD
	}
}

// now is the time of the run, in the zone whose days count.
func (o *Options) now() time.Time {
	if o.Env.Now == nil {
		return time.Time{}
	}
	return o.Env.Now()
}

// dayOf is the date of judgement for a person.
func (o *Options) dayOf(p *access.Person) access.Date {
	if o.Env.DayOf == nil {
		return o.Env.Day
	}
	return o.Env.DayOf(p)
}

// dataDay is the day the data is of: the configured one, else that of the time read.
func (o *Options) dataDay(date time.Time) access.Date {
	if o.Env.Exported != 0 {
		return o.Env.Exported
	}
	return access.DayOf(date.In(o.now().Location()))
}
