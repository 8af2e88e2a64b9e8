package bamboohr

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/rest"
)

// pageSize is the most rows that BambooHR gives at once.
const pageSize = 1000

// reader reads a company in one session.
type reader struct {
	session *rest.Session
	options *Options
	extra   []string
}

// dataset reads the dataset of employees: its fields, whose names differ from company to company, and then its rows.
// See documentation.bamboohr.com, "Get Data from Dataset (v2)".
func (r *reader) dataset(ctx context.Context) (*answer, error) {
	all, err := r.datasetFields(ctx)
	if err != nil {
		return nil, err
	}
	columns, lacking, err := r.choose(all, func(f *field) string {
		for _, name := range f.dataset {
			if slices.ContainsFunc(all, func(k known) bool { return k.name == name }) {
				return name
			}
		}
		return ""
	})
	if err != nil {
		return nil, err
	}
	a := &answer{columns: columns}
	if len(lacking) > 0 {
		a.remark("BambooHR shows no field for " + strings.Join(lacking, ", ") + ": name them under `columns:`, or leave them out, " +
			"as in `" + lacking[0] + ": \"\"`")
	}
	return a, r.datasetRows(ctx, a)
}

func (r *reader) datasetFields(ctx context.Context) ([]known, error) {
	type page struct {
		Pagination *struct {
			Total   count `json:"total_records"`
			Current count `json:"current_page"`
			Pages   count `json:"total_pages"`
		} `json:"pagination"`
		Fields *[]struct{ Name, Label string } `json:"fields"`
	}
	call := rest.Call{
		Operation: "list the fields of employees", Path: rest.Path("api", "v1_2", "datasets", "employee", "fields"),
		Query: url.Values{"page": {"1"}, "page_size": {strconv.Itoa(pageSize)}},
	}
	last := func(p *page) bool { return len(*p.Fields) == 0 || p.Pagination.Current >= p.Pagination.Pages }
	tally, total := r.session.Tally(call.Operation), -1
	var all []known
	for p, err := range rest.Pages(ctx, r.session, call, rest.ByPage("page", 1, last)) {
		if err != nil {
			return nil, err
		}
		if p.Fields == nil || p.Pagination == nil {
			return nil, r.session.Broken(call.Operation, "the answer has no fields, or does not say how many there are")
		}
		total = int(p.Pagination.Total)
		for _, f := range *p.Fields {
			if err := tally.Add(f.Name); err != nil {
				return nil, err
			}
			all = append(all, known{f.Name, f.Label})
		}
	}
	return all, tally.Whole(total)
}

// question is what is asked of a dataset.
type question struct {
	Fields   []string `json:"fields"`
	OrderBy  string   `json:"orderBy"`
	Page     int      `json:"page"`
	PageSize int      `json:"pageSize"`
}

func (r *reader) datasetRows(ctx context.Context, a *answer) error {
	type page struct {
		Data *[]struct {
			Fields map[string]value `json:"fields"`
		} `json:"data"`
		Meta *struct {
			Page       *count `json:"page"`
			TotalPages *count `json:"totalPages"`
			TotalItems *count `json:"totalItems"`
		} `json:"meta"`
	}
	q := question{Fields: []string{ownID}, OrderBy: ownID + " asc", Page: 1, PageSize: pageSize}
	for _, c := range a.columns {
		if !slices.Contains(q.Fields, c.asked) {
			q.Fields = append(q.Fields, c.asked)
		}
	}
	call := rest.Call{Operation: "list employees", Path: rest.Path("api", "v2", "datasets", "employee", "data"), Body: q}
	step := func(p *page, _ *rest.Response, next *rest.Call) (bool, error) {
		if len(*p.Data) == 0 || int(*p.Meta.TotalPages) <= q.Page {
			return false, nil
		}
		q.Page++
		next.Body = q
		return true, nil
	}
	tally, total := r.session.Tally(call.Operation), -1
	for p, err := range rest.Pages(ctx, r.session, call, step) {
		if err != nil {
			return err
		}
		if p.Data == nil || p.Meta == nil || p.Meta.Page == nil || p.Meta.TotalPages == nil || p.Meta.TotalItems == nil {
			return r.session.Broken(call.Operation, "the answer has no rows, or does not say how many there are")
		}
		n := int(*p.Meta.TotalItems)
		if int(*p.Meta.Page) != q.Page || total >= 0 && n != total {
			return r.session.Broken(call.Operation, "the answer is of another page, or counts otherwise than the page before: run again")
		}
		total = n
		for _, row := range *p.Data {
			if err := tally.Add(string(row.Fields[ownID])); err != nil {
				return err
			}
			a.add(string(row.Fields[ownID]), row.Fields)
		}
	}
	if err := tally.Whole(total); err != nil {
		return err
	}
	if tally.Len() > total {
		return r.session.Broken(call.Operation, "the app counts fewer employees than it gave: run again")
	}
	return r.lacking(call.Operation, a)
}

// lacking is an error where a field that was asked for did not come.
func (r *reader) lacking(operation string, a *answer) error {
	if err := a.whole(); err != nil {
		return r.session.Broken(operation, err.Error())
	}
	return nil
}

// count is a number that BambooHR writes as one or as text.
type count int

// UnmarshalJSON implements json.Unmarshaler.
func (c *count) UnmarshalJSON(text []byte) error {
	var id rest.ID
	if err := id.UnmarshalJSON(text); err != nil {
		return err
	}
	n, err := strconv.Atoi(string(id))
	if err != nil || n < 0 {
		return errors.New("a count is no number")
	}
	*c = count(n)
	return nil
}

// value is a cell: text, or what can be written as such. Null is "".
type value string

// UnmarshalJSON implements json.Unmarshaler.
func (v *value) UnmarshalJSON(text []byte) error {
	switch text[0] {
	case '"':
		return json.Unmarshal(text, (*string)(v))
	case '[':
		var list []value
		if err := json.Unmarshal(text, &list); err != nil {
			return err
		}
		for i, part := range list {
			if i > 0 {
				*v += "; "
			}
			*v += part
		}
		return nil
	case '{':
		return errors.New("a value is no text")
	case 'n':
		return nil
	case 't':
		*v = "yes"
	case 'f':
		*v = "no"
	default:
		*v = value(text)
	}
	return nil
}
