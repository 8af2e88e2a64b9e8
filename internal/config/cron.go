package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
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

// checkCron makes sure that a cron expression has five sound fields and ever fires. The zone is the configuration's
// own, so that a TZ= in front is refused.
func checkCron(expression string) error {
	words := strings.Fields(expression)
	fields := cronFields()
	if len(words) != len(fields) {
		return errors.New("a cron expression has five fields: minute, hour, day of the month, month, day of the week")
	}
	var sets [5]map[int]bool
	for i, f := range fields {
		set, err := f.parse(words[i])
		if err != nil {
			return fmt.Errorf("%s %q: %w", f.name, words[i], err)
		}
		sets[i] = set
	}
	if words[4] != "*" || words[2] == "*" {
		return nil
	}
	longest := [...]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	for month := range sets[3] {
		for day := range sets[2] {
			if day <= longest[month] {
				return nil
			}
		}
	}
	return errors.New("there is no such day: it would never run")
}

func (f cronField) parse(text string) (map[int]bool, error) {
	set := map[int]bool{}
	for _, part := range strings.Split(text, ",") {
		span, stepText, stepped := strings.Cut(part, "/")
		step := 1
		if stepped {
			var err error
			if step, err = strconv.Atoi(stepText); err != nil || step < 1 || step > f.max {
				return nil, fmt.Errorf("the step must be 1 to %d", f.max)
			}
		}
		first, last := f.low, f.max
		if span != "*" {
			from, to, ranged := strings.Cut(span, "-")
			var err error
			if first, err = f.number(from); err != nil {
				return nil, err
			}
			switch {
			case ranged:
				if last, err = f.number(to); err != nil {
					return nil, err
				}
			case !stepped:
				last = first
			}
		}
		if first > last {
			return nil, errors.New("the range ends before it begins")
		}
		for i := first; i <= last; i += step {
			set[i] = true
		}
	}
	return set, nil
}

func (f cronField) number(text string) (int, error) {
	for i, w := range f.words {
		if strings.EqualFold(w, text) {
			return f.low + i, nil
		}
	}
	i, err := strconv.ParseUint(text, 10, 8)
	if err != nil || int(i) < f.low || int(i) > f.max {
		return 0, fmt.Errorf("must be %d to %d", f.low, f.max)
	}
	return int(i), nil
}
