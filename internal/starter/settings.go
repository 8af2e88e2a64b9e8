package starter

import (
	"slices"
	"strings"

	"reconcile/internal/access"
)

// settings are the keys of the source besides kind and path.
func (p *people) settings() []setting {
	var list []setting
	if columns := p.options.Reading.Columns; len(columns) > 0 {
		list = append(list, setting{key: "columns", value: mappingOf(columns)})
	}
	if words := p.options.Reading.Statuses; len(words) > 0 {
		active := map[string]string{}
		for w := range words {
			active[w] = "active"
		}
		list = append(list, setting{"statuses", mappingOf(active), "a kind of contract: so employed"})
	}
	if p.dates.word != "" {
		list = append(list, setting{"dates", p.dates.word, p.dates.why})
	}
	if p.current {
		list = append(list, setting{
			"lists", "current", "nobody in it has left, so it lists who works here now: who is absent tomorrow has left",
		})
	}
	return list
}

// proposals are settings that only the company can decide upon.
func (p *people) proposals() []setting {
	var list []setting
	if len(p.statuses) > 0 {
		known := sortedKeys(p.options.Reading.Statuses)
		why := "not known: active, leave or terminated?"
		if len(known) > 0 {
			why += " In place of the line above."
		}
		list = append(list, setting{"statuses", proposal(known, p.statuses), why})
	}
	if len(p.types) > 0 {
		list = append(list, setting{
			"types", proposal(nil, p.types), "not known: employee, contractor, temp, intern or other?",
		})
	}
	return list
}

// proposal maps the first words: those known to be of people at work, and those that are not to a mark that no configuration
// is read with. A meaning that could be read would be taken unseen, and hide leavers.
func proposal(atWork, unknown []string) string {
	const most = 8
	var pairs []pair
	for _, w := range atWork {
		pairs = append(pairs, pair{short(w), "active"})
	}
	for _, w := range unknown[:min(most, len(unknown))] {
		pairs = append(pairs, pair{short(w), "?"})
	}
	return mapping(pairs...)
}

// short cuts long text from outside.
func short(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// settings are the keys of the target besides kind and path.
func (a *app) settings() []setting {
	r := &a.options.Reading
	var list []setting
	if r.Rows == "memberships" {
		list = append(list, setting{"rows", r.Rows, "an account stands in several rows, one for each of its memberships"})
	}
	for _, m := range []struct {
		key    string
		values map[string]string
	}{{"columns", r.Columns}, {"entitlement_columns", r.EntitlementColumns}, {"entitlement_flags", r.EntitlementFlags}} {
		if len(m.values) > 0 {
			list = append(list, setting{key: m.key, value: mappingOf(m.values)})
		}
	}
	if r.EntitlementType != "" {
		list = append(list, setting{key: "entitlement_type", value: r.EntitlementType})
	}
	if r.Separator != ";" {
		list = append(list, setting{key: "separator", value: quoted(r.Separator)})
	}
	if len(r.Levels) > 0 {
		list = append(list, a.levels())
	}
	list = append(list, a.words()...)
	if a.dates.word != "" {
		list = append(list, setting{"dates", a.dates.word, a.dates.why})
	}
	if len(a.privileged) > 0 {
		list = append(list, setting{key: "privileged", value: accessList(a.privileged)})
	}
	return list
}

// words are the settings that give words a meaning.
func (a *app) words() []setting {
	var list []setting
	if len(a.mended["statuses"]) == 0 && len(a.options.Reading.Statuses) > 0 {
		m := map[string]string{}
		for w, s := range a.options.Reading.Statuses {
			m[w] = access.Status(s).String()
		}
		list = append(list, setting{"statuses", mappingOf(m), "the column says who is closed out"})
	}
	for _, key := range []string{"statuses", "kinds", "flags"} {
		if pairs := a.mended[key]; len(pairs) > 0 {
			s := setting{key: key, value: mapping(pairs...)}
			if slices.ContainsFunc(pairs, func(p pair) bool { return !p.evident() }) {
				s.why = "not known: is it so?"
			}
			list = append(list, s)
		}
	}
	return list
}

func (a *app) levels() setting {
	s := setting{key: "levels"}
	var list []string
	for _, t := range sortedKeys(a.options.Reading.Levels) {
		var names []string
		for _, level := range a.options.Reading.Levels[t] {
			names = append(names, word(level))
		}
		list = append(list, word(t)+": ["+strings.Join(names, ", ")+"]")
		if met := a.unordered[t]; met != nil {
			s.why = "write them in their order from low to high, among them " + strings.Join(met, ", ")
		}
	}
	s.value = "{" + strings.Join(list, ", ") + "}"
	return s
}
