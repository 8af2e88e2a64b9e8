package bamboohr

import (
	"context"
	"net/url"

	"reconcile/internal/rest"
)

// report reads everybody by a report that is made for it: one answer, whatever its size. Fields that the credential may not
// view are left out of it without a word, and so are looked for.
// See documentation.bamboohr.com, "Request Custom Report".
func (r *reader) report(ctx context.Context) (*answer, error) {
	all, err := r.reportFields(ctx)
	if err != nil {
		return nil, err
	}
	columns, _, err := r.choose(all, func(f *field) string { return f.report })
	if err != nil {
		return nil, err
	}
	var got struct {
		Fields *[]struct {
			ID   rest.ID
			Name string
		}
		Employees *[]map[string]value
	}
	call := rest.Call{
		Operation: "make a report of employees", Path: rest.Path("api", "v1", "reports", "custom"),
		// without it, whoever is yet to come is left out
		Query: url.Values{"format": {"json"}, "onlyCurrent": {"false"}},
		Body:  map[string]any{"title": "reconcile", "fields": asked(columns)},
	}
	if _, err := r.session.Query(ctx, call, &got); err != nil {
		return nil, err
	}
	if got.Fields == nil || got.Employees == nil {
		return nil, r.session.Broken(call.Operation, "the answer has no fields or no employees")
	}
	given := map[string]string{}
	for _, f := range *got.Fields {
		given[string(f.ID)] = f.Name
	}
	a := &answer{columns: columns}
	for i := range a.columns {
		c := &a.columns[i]
		if name := given[c.asked]; name != "" && c.header == c.asked {
			c.header = name
		}
	}
	tally := r.session.Tally(call.Operation)
	for _, row := range *got.Employees {
		id := string(row[ownIDReport])
		if err := tally.Add(id); err != nil {
			return nil, err
		}
		a.add(id, row)
	}
	return a, r.lacking(call.Operation, a)
}

// asked are the names of what a report is to have. The id is in every report.
func asked(columns []column) []string {
	var names []string
	for _, c := range columns {
		if c.asked != ownIDReport {
			names = append(names, c.asked)
		}
	}
	return names
}

// reportFields lists the fields that reports know, where others than the standard ones are wanted.
func (r *reader) reportFields(ctx context.Context) ([]known, error) {
	if len(r.options.Columns) == 0 && len(r.extra) == 0 {
		return nil, nil
	}
	var list []struct {
		ID          value
		Name, Alias string
	}
	call := rest.Call{Operation: "list the fields of reports", Path: rest.Path("api", "v1", "meta", "fields")}
	if _, err := r.session.Get(ctx, call, &list); err != nil {
		return nil, err
	}
	all := make([]known, len(list))
	for i, f := range list {
		if all[i] = (known{f.Alias, f.Name}); f.Alias == "" {
			all[i].name = string(f.ID)
		}
	}
	return all, nil
}
