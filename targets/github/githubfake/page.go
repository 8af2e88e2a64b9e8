package githubfake

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"

	"reconcile/targets/targettest"
)

// cut takes a page out of rows, by its number, and returns the number of the next one, 0 if there is none.
func (a *app) cut(r *http.Request, rows []any) (page []any, next int) {
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	size = min(cmp.Or(size, 30), a.most)
	n, _ := strconv.Atoi(r.URL.Query().Get("page"))
	n = max(n, 1)
	from, to := min((n-1)*size, len(rows)), min(n*size, len(rows))
	if to < len(rows) || a.twist == targettest.EmptyLast && from < to {
		next = n + 1
	}
	switch {
	case a.twist == targettest.SameCursor && len(rows) > size:
		next = 2
	case a.twist == targettest.Endless && len(rows) > size:
		from, to, next = len(rows), len(rows), n+1
	case a.twist == targettest.Repeats:
		from, to = 0, min(size, len(rows))
	}
	return append([]any{}, rows[from:to]...), next
}

func (a *app) page(w http.ResponseWriter, r *http.Request, rows []any) {
	page, next := a.cut(r, rows)
	link(w, r, next)
	answer(w, page)
}

func link(w http.ResponseWriter, r *http.Request, next int) {
	if next == 0 {
		return
	}
	q := r.URL.Query()
	q.Set("page", strconv.Itoa(next))
	w.Header().Set("Link", fmt.Sprintf(`<%s%s?%s>; rel="next"`, targettest.Address, r.URL.Path, q.Encode()))
}
