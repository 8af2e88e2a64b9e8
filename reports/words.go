package reports

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
)

// count words a number of things: "1 app", "3 apps".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number writes a number with its thousands apart.
func number(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// share words a part of a whole in per cent, "-" where there is no whole. All and nothing are never rounded to.
func share(part, whole int) string {
	switch {
	case whole <= 0:
		return "-"
	case part > 0 && 100*part < whole:
		return "<1%"
	default:
		return strconv.Itoa(int(100*int64(part)/int64(whole))) + "%"
	}
}

// ago words how long ago something was; negative is ahead.
func ago(days int) string {
	switch {
	case days == 0:
		return "today"
	case days < 0:
		return "in " + count(-days, "day", "days")
	default:
		return count(days, "day", "days") + " ago"
	}
}

// personLabel names a person: "Ada Lovelace (e1001)".
func personLabel(p *access.PersonName) string {
	if p == nil {
		return ""
	}
	return nameAndID(clean(p.Name), clean(p.ID))
}

func nameAndID(name, id string) string {
	if name == "" || name == id {
		return id
	}
	return name + " (" + id + ")"
}

// accountLabel names an account as people of the app would: by login, else e-mail, else name, else id.
func accountLabel(a *access.AccountName) string {
	if a == nil {
		return ""
	}
	for _, s := range []string{a.Login, a.Email, a.Name} {
		if s != "" {
			return clean(s)
		}
	}
	return clean(a.ID)
}

// holder names whom something is about: the person, else the account.
func holder(p *access.PersonName, a *access.AccountName) string {
	if p != nil {
		return personLabel(p)
	}
	if a == nil {
		return ""
	}
	label := accountLabel(a)
	if name := clean(a.Name); name != "" && name != label {
		return name + " (" + label + ")"
	}
	return label
}

// some words the first few of a list, and how many more there are.
func some(items []string, few int) string {
	if len(items) <= few {
		return strings.Join(items, ", ")
	}
	return strings.Join(items[:few], ", ") + " and " + number(len(items)-few) + " more"
}

// more says what a list leaves out; rest is where it stands.
func more(left int, rest string) string { return fmt.Sprintf("and %s more: %s", number(left), rest) }

// hash shortens a hash to what tells it from others.
func hash(s string) string {
	if s = clean(s); columns(s) > 12 {
		return head(s, 12)
	}
	return s
}

// known puts the values that occur in the order of a list; those that it does not name come last, in the order given.
func known[T comparable](order, values []T) []T {
	var out []T
	for _, list := range [][]T{order, values} {
		for _, v := range list {
			if slices.Contains(values, v) && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// nonEmpty drops the empty ones of several texts.
func nonEmpty(parts ...string) []string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
