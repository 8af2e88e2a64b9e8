package schedule

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// cronField is one of the five fields of a cron expression.
type cronField struct {
	name     string
	low, max int
	// words stand for numbers from low on.
	words []string
}

func cronFields() []cronField {
	return []cronField{
		{name: "minute", max: 59},
		{name: "hour", max: 23},
		{name: "day of the month", low: 1, max: 31},
		{name: "month", low: 1, max: 12, words: strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")},
		{name: "day of the week", max: 6, words: strings.Fields("sun mon tue wed thu fri sat")},
	}
}

// Check makes sure that a cron expression has five sound fields and ever fires. It is stricter than robfig/cron, which
// takes a TZ= in front (the zone is the configuration's own; without fields behind it, it panics), lists with holes, steps
// beyond the field, and days that never come.
func Check(expression string) error {
	_, err := parse(expression)
	return err
}

func parse(expression string) (cron.Schedule, error) {
	words := strings.Fields(expression)
	fields := cronFields()
	if len(words) != len(fields) {
		return nil, errors.New("a cron expression has five fields: minute, hour, day of the month, month, day of the week")
	}
	for i, f := range fields {
		if err := f.check(words[i]); err != nil {
			return nil, fmt.Errorf("%s %q: %w", f.name, words[i], err)
		}
	}
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)
	spec, err := parser.Parse(strings.Join(words, " "))
	if err != nil {
		return nil, err
	}
	// a year with a 29th of February follows
	if spec.Next(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, errors.New("there is no such day: it would never run")
	}
	return spec, nil
}

func (f cronField) check(text string) error {
	for _, part := range strings.Split(text, ",") {
		span, stepText, stepped := strings.Cut(part, "/")
		if stepped {
			if step, err := f.digits(stepText); err != nil || step < 1 || step > f.max {
				return fmt.Errorf("the step must be 1 to %d", f.max)
			}
		}
		first, last := f.low, f.max
		if span != "*" {
			from, to, ranged := strings.Cut(span, "-")
			var err error
			if first, err = f.number(from); err != nil {
				return err
			}
			switch {
			case ranged:
				if last, err = f.number(to); err != nil {
					return err
				}
			case !stepped:
				last = first
			}
		}
		if first > last {
			return errors.New("the range ends before it begins")
		}
	}
	return nil
}

func (f cronField) number(text string) (int, error) {
	for i, w := range f.words {
		if strings.EqualFold(w, text) {
			return f.low + i, nil
		}
	}
	i, err := f.digits(text)
	if err != nil || i < f.low || i > f.max {
		return 0, fmt.Errorf("must be %d to %d", f.low, f.max)
	}
	return i, nil
}

// digits reads a number without a sign.
func (cronField) digits(text string) (int, error) {
	i, err := strconv.ParseUint(text, 10, 8)
	return int(i), err
}
