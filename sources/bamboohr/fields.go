package bamboohr

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/fold"
)

// field is one of a person's that BambooHR has without being told where.
type field struct {
	// name is the roster's. dataset are the names that companies' datasets have for it, the better ones first; report is
	// that of reports.
	name    string
	dataset []string
	report  string
	// must: without it there is no roster. filled: somebody has a value in it, or the credential may not see it.
	must, filled bool
}

// The fields of which this package knows more than their name.
const (
	statusField  = "status"
	typeField    = "type"
	managerField = "manager"
	startField   = "start"
	endField     = "end"
	idField      = "id"
)

// ownID is BambooHR's own number of an employee, in datasets and in reports.
const ownID, ownIDReport = "eeid", "id"

func fields() []field {
	return []field{
		{name: idField, dataset: []string{ownID}, report: ownIDReport, must: true, filled: true},
		{name: "first_name", dataset: []string{"firstName"}, report: "firstName", must: true, filled: true},
		{name: "last_name", dataset: []string{"lastName"}, report: "lastName", must: true, filled: true},
		{name: "work_email", dataset: []string{"email", "workEmail"}, report: "workEmail", must: true, filled: true},
		{name: statusField, dataset: []string{"status"}, report: "status", must: true, filled: true},
		{name: typeField, dataset: []string{"employmentStatus", "employmentHistoryStatus"}, report: "employmentHistoryStatus"},
		{name: "department", dataset: []string{"jobInformationDepartment", "department"}, report: "department"},
		{name: "division", dataset: []string{"jobInformationDivision", "division"}, report: "division"},
		{name: "location", dataset: []string{"jobInformationLocation", "location"}, report: "location"},
		{name: "title", dataset: []string{"jobInformationJobTitle", "jobInformationTitle", "jobTitle"}, report: "jobTitle"},
		{name: managerField, dataset: []string{"supervisorEid", "supervisorEId"}, report: "supervisorEId"},
		{name: startField, dataset: []string{"hireDate"}, report: "hireDate", must: true, filled: true},
		{name: endField, dataset: []string{"terminationDate"}, report: "terminationDate", must: true},
	}
}

// known is a field that BambooHR says it has.
type known struct{ name, label string }

// column is a field that is asked for.
type column struct {
	field
	// asked is BambooHR's name of it, header what people call it.
	asked, header string
	// wanted: the configuration or the rules name it. given: it is in the answer.
	wanted, given bool
}

// find returns the field that a person means by its name or its label. Names win over labels.
func find(all []known, text string) (known, error) {
	var labelled []known
	for _, k := range all {
		switch {
		case k.name == text:
			return k, nil
		case fold.Header(k.label) == fold.Header(text) || fold.Header(k.name) == fold.Header(text):
			labelled = append(labelled, k)
		}
	}
	if len(labelled) == 1 {
		return labelled[0], nil
	}
	var names []string
	if len(labelled) > 1 {
		for _, k := range labelled {
			names = append(names, k.name)
		}
		return known{}, fmt.Errorf("BambooHR has several fields that are called %q: write which, of %s", fold.Line(text),
			fold.Line(strings.Join(names, ", ")))
	}
	for _, k := range all {
		names = append(names, k.name, k.label)
	}
	return known{}, fmt.Errorf("BambooHR shows no field %q%s: correct its name, or let the credential view it", fold.Line(text),
		fold.Suggest(text, names))
}

// choose says what is to be asked for, of all that BambooHR says it has; standard tells its name of a field without more,
// "" if it has none.
func (r *reader) choose(all []known, standard func(*field) string) (columns []column, lacking []string, err error) {
	list := fields()
	for name := range r.options.Columns {
		if !slices.ContainsFunc(list, func(f field) bool { return f.name == name }) {
			list = append(list, field{name: name})
		}
	}
	builtIn := len(fields())
	slices.SortFunc(list[builtIn:], func(a, b field) int { return strings.Compare(a.name, b.name) })
	for i := range list {
		c := column{field: list[i]}
		text, configured := r.options.Columns[c.name]
		switch {
		case configured && text == "" && c.must:
			return nil, nil, fmt.Errorf("`columns:`, %s: it can't be left out", c.name)
		case configured && text == "":
			continue
		case configured:
			k, err := find(all, text)
			if err != nil {
				return nil, nil, fmt.Errorf("`columns:`, %s: %w", c.name, err)
			}
			c.asked, c.header, c.wanted = k.name, k.label, true
		default:
			c.asked = standard(&c.field)
		}
		switch {
		case c.asked == "" && c.must:
			return nil, nil, fmt.Errorf("BambooHR shows no field for %q (%s): let the credential view it, or name another under "+
				"`columns:`", c.name, strings.Join(c.dataset, ", "))
		case c.asked == "":
			lacking = append(lacking, c.name)
			continue
		}
		if c.header == "" {
			c.header = label(all, c.asked)
		}
		columns = append(columns, c)
	}
	return r.chooseFurther(columns, all), lacking, nil
}

// chooseFurther adds the fields that the rules name. What BambooHR does not show is no column, and the rules are refused.
func (r *reader) chooseFurther(columns []column, all []known) []column {
	for _, name := range r.extra {
		same := func(c column) bool { return fold.Header(c.header) == fold.Header(name) || c.name == name }
		if slices.ContainsFunc(columns, same) {
			continue
		}
		if k, err := find(all, name); err == nil {
			columns = append(columns, column{asked: k.name, header: name, wanted: true})
		}
	}
	return columns
}

// label returns what people call a field, its name where that is not said.
func label(all []known, name string) string {
	for _, k := range all {
		if k.name == name && k.label != "" {
			return k.label
		}
	}
	return name
}
