// Package bamboohrfake is a company at BambooHR, faked after BambooHR's description. Only tests import it.
package bamboohrfake

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/sources/bamboohr"
	"reconcile/sources/sourcetest"
	"reconcile/targets/targettest"
)

// Fakes returns a company whose datasets may be read, and one of which only reports may.
func Fakes() []sourcetest.Fake {
	return []sourcetest.Fake{
		{
			Name: "datasets", Options: options,
			New:     func(w sourcetest.World, twist targettest.Twist) http.Handler { return newApp(&w, twist, true) },
			Without: map[targettest.Twist]string{targettest.SameCursor: "there is no cursor"},
		},
		{
			Name: "report", Options: options,
			New: func(w sourcetest.World, twist targettest.Twist) http.Handler { return newApp(&w, twist, false) },
			Without: map[targettest.Twist]string{
				targettest.SameCursor: "a report has no pages", targettest.EmptyLast: "a report has no pages",
				targettest.Endless: "a report has no pages", targettest.EmptyEarly: "a report has no pages",
				targettest.Overcount: "a report has no total", targettest.Undercount: "a report has no total",
			},
		},
	}
}

func options(ref secret.Ref) any {
	return &bamboohr.Options{
		URL: option.URL(targettest.Address), APIKey: ref, API: "auto",
		Columns: map[string]string{"id": "Employee #", "projects": "Client project"},
	}
}

// field is one of an employee's: its names in datasets and reports, what people call it, and the company's column, -1 for none.
type field struct {
	dataset, report, label string
	column                 int
}

func fields() []field {
	return []field{
		{"eeid", "id", "EEID", -1},
		{"employeeNumber", "employeeNumber", "Employee #", 0},
		{"firstName", "firstName", "First Name", 1},
		{"lastName", "lastName", "Last Name", 1},
		{"email", "workEmail", "Work Email", 2},
		{"homeEmail", "homeEmail", "Home Email", -1},
		{"status", "status", "Status", 3},
		{"employmentStatus", "employmentHistoryStatus", "Employment Status", 4},
		{"jobInformationDepartment", "department", "Department", 5},
		{"jobInformationDivision", "division", "Division", -1},
		{"jobInformationLocation", "location", "Location", -1},
		{"jobInformationJobTitle", "jobTitle", "Job Title", 6},
		{"customClientProject", "customClientProject", "Client project", 7},
		{"hireDate", "hireDate", "Hire Date", 8},
		{"terminationDate", "terminationDate", "Termination Date", 9},
		{"customCostCenter", "customCostCenter", "Cost Center", 10},
		{"customShoeSize", "customShoeSize", "Shoe size", 11},
		{"supervisorEid", "supervisorEId", "Reporting to", -1},
	}
}

type object map[string]any

// app keeps a company.
type app struct {
	most  int // rows on a page
	rows  [][]string
	twist targettest.Twist
}

func newApp(w *sourcetest.World, twist targettest.Twist, datasets bool) http.Handler {
	a := &app{w.PageSize(), w.Rows, twist}
	mux := http.NewServeMux()
	if datasets {
		mux.HandleFunc("GET /api/v1_2/datasets/employee/fields", a.listFields)
		mux.HandleFunc("POST /api/v2/datasets/employee/data", a.data)
	} else {
		mux.HandleFunc("/api/v1_2/datasets/", func(w http.ResponseWriter, _ *http.Request) { problem(w, http.StatusForbidden) })
		mux.HandleFunc("GET /api/v1/meta/fields", a.metaFields)
		mux.HandleFunc("POST /api/v1/reports/custom", a.report)
	}
	credential := "Basic " + base64.StdEncoding.EncodeToString([]byte(targettest.Secret+":x"))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != credential:
			w.WriteHeader(http.StatusUnauthorized)
		case r.Method == http.MethodPost && r.Header.Get("Content-Type") != "application/json":
			w.WriteHeader(http.StatusBadRequest) // it is taken for XML
		default:
			mux.ServeHTTP(w, r)
		}
	})
}

// cell is what an employee has in a field.
func (a *app) cell(row int, f *field) string {
	switch f.dataset {
	case "eeid":
		return strconv.Itoa(101 + row)
	case "supervisorEid":
		return "102"
	case "firstName":
		first, _, _ := strings.Cut(a.rows[row][1], " ")
		return first
	case "lastName":
		_, last, _ := strings.Cut(a.rows[row][1], " ")
		return last
	case "terminationDate":
		if a.rows[row][f.column] == "" {
			return "0000-00-00"
		}
	}
	if f.column < 0 {
		return ""
	}
	if a.twist == targettest.HiddenSilent && f.dataset == "status" {
		return ""
	}
	return a.rows[row][f.column]
}

// pages returns the rows from and to of a page, and how many pages and rows the app says there are.
func (a *app) pages(n, page, size, all int) (from, to, pages, total int) {
	size = min(size, a.most)
	from, to = min((page-1)*size, all), min(page*size, all)
	pages, total = (all+size-1)/size, n
	switch a.twist {
	case targettest.EmptyLast:
		pages++
	case targettest.Endless:
		from, to, pages = all, all, page+1
	case targettest.Repeats:
		from, to = 0, size
	case targettest.Overcount:
		total++
	case targettest.Undercount:
		total--
	case targettest.EmptyEarly:
		if page > 1 {
			from, to = all, all
		}
	}
	return from, to, pages, total
}

func (a *app) listFields(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	page, _ := strconv.Atoi(q.Get("page"))
	size, _ := strconv.Atoi(q.Get("page_size"))
	all := fields()
	from, to, pages, total := a.pages(len(all), page, size, len(all))
	list := []any{}
	for _, f := range all[from:to] {
		list = append(list, object{
			"name": f.dataset, "label": f.label, "parentType": "page", "parentName": "Personal", "entityName": "personal",
		})
	}
	answer(w, object{
		"name": "employee", "label": "Employee", "fields": list,
		"pagination": object{
			"total_records": total, "current_page": page, "total_pages": pages, "next_page": "", "prev_page": "",
		},
	})
}

func (a *app) data(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Fields         []string
		OrderBy        string
		Page, PageSize int
	}
	err := json.NewDecoder(r.Body).Decode(&q)
	if err != nil || q.OrderBy != "eeid asc" || !slices.Contains(q.Fields, "eeid") || q.Page < 1 || q.PageSize > 1000 {
		problem(w, http.StatusUnprocessableEntity)
		return
	}
	from, to, pages, total := a.pages(len(a.rows), q.Page, q.PageSize, len(a.rows))
	rows := []any{}
	for i := from; i < to; i++ {
		row := object{}
		for _, name := range q.Fields {
			k := slices.IndexFunc(fields(), func(f field) bool { return f.dataset == name })
			if k < 0 {
				problem(w, http.StatusBadRequest)
				return
			}
			row[name] = a.cell(i, &fields()[k])
		}
		rows = append(rows, object{"fields": row})
	}
	answer(w, object{
		"data": rows, "links": object{"next": nil, "prev": nil},
		"meta": object{"page": q.Page, "pageSize": q.PageSize, "totalPages": pages, "totalItems": total},
	})
}

func (a *app) metaFields(w http.ResponseWriter, _ *http.Request) {
	list := []any{}
	for i, f := range fields() {
		list = append(list, object{"id": i + 1, "name": f.label, "type": "text", "alias": f.report})
	}
	answer(w, list)
}

// report leaves out what it does not know, or what may not be seen, without a word.
func (a *app) report(w http.ResponseWriter, r *http.Request) {
	var q struct{ Fields []string }
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.URL.Query().Get("onlyCurrent") != "false" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	var shown []field
	described := []any{}
	for _, f := range fields() {
		if slices.Contains(q.Fields, f.report) && (a.twist != targettest.HiddenSilent || f.report != "status") {
			shown = append(shown, f)
			described = append(described, object{"id": f.report, "type": "text", "name": f.label})
		}
	}
	employees := []any{}
	for i := range a.rows {
		if a.twist == targettest.Repeats && i > 0 {
			i = 0
		}
		e := object{"id": strconv.Itoa(101 + i)}
		for _, f := range shown {
			e[f.report] = a.cell(i, &f)
		}
		employees = append(employees, e)
	}
	answer(w, object{"title": "reconcile", "fields": described, "employees": employees})
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

// problem is an error as newer parts of the API have it (RFC 9457).
func problem(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object{
		"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": "no access", "code": "FORBIDDEN",
		"instance": "/",
	})
}
