package table_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/table"
)

// places returns where the fields are, by header.
func places(t testing.TB, path string, o table.Options) map[string]string {
	t.Helper()
	tab, err := table.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	at := map[string]string{}
	for i, c := range tab.Columns() {
		if c.Field == "" {
			continue
		}
		if tab.Column(c.Field) != i {
			t.Errorf("Column(%q) is %d and Columns says %d", c.Field, tab.Column(c.Field), i)
		}
		at[c.Field] = fmt.Sprintf("%s %d", c.Header, c.Index)
	}
	return at
}

func TestHeadersAreRecognisedInAnyOrderAndSpelling(t *testing.T) {
	path := write(t, "people.csv", "Fecha de  ALTA,E-mail,Nombre,LEGAJO\nx,y,z,17\n")
	want := map[string]string{"start": "Fecha de  ALTA 0", "name": "Nombre 2", "id": "LEGAJO 3"}
	if d := cmp.Diff(want, places(t, path, csvOptions())); d != "" {
		t.Error(d)
	}
}

func TestTitleRowsAboveTheHeaderAreSkipped(t *testing.T) {
	t.Run("in CSV", func(t *testing.T) {
		c := mustRead(t, write(t, "people.csv", "Acme staff\n\nExported,2026-10-01,by Ana\n\"id, and\nmore\",x\nid,name\n17,Ana\n"), csvOptions())
		if d := cmp.Diff([][]string{{"17", "Ana"}}, c.rows); d != "" || c.numbers[0] != 7 {
			t.Errorf("%s numbers %d", d, c.numbers)
		}
	})
	t.Run("in Excel", func(t *testing.T) {
		c := mustRead(t, book(t, sheet{"Staff", [][]any{{"Acme staff"}, {}, {"Exported", 45000}, {"id", "name"}, {17, "Ana"}}}), excelOptions())
		if d := cmp.Diff([][]string{{"17", "Ana"}}, c.rows); d != "" || c.numbers[0] != 5 {
			t.Errorf("%s numbers %d", d, c.numbers)
		}
	})
	t.Run("but no more than thirty", func(t *testing.T) {
		mustRead(t, write(t, "people.csv", strings.Repeat("title\n", 29)+"id,name\n17,Ana\n"), csvOptions())
		checkProblem(t, write(t, "people.csv", strings.Repeat("title\n", 30)+"id,name\n17,Ana\n"), csvOptions(),
			`people.csv, row 1: there is no column for "id": it is known by such headers as "id", "employee number", "legajo"; `+
				"the headers are \"title\"; name its header in the configuration: `columns: {id: ...}`")
	})
}

func TestAHeaderThatIsMissingIsNamedBesideThoseThatAreThere(t *testing.T) {
	const known = `there is no column for "id": it is known by such headers as "id", "employee number", "legajo"; `
	const remedy = "; name its header in the configuration: `columns: {id: ...}`"
	t.Run("in the likeliest row of CSV", func(t *testing.T) {
		checkProblem(t, write(t, "people.csv", "Acme; staff\n\nCode;Name;;Start\n17;Ana;;2026-01-01\n"), csvOptions(),
			"people.csv, row 3: "+known+`the headers are "Code", "Name", "Start"`+remedy)
	})
	t.Run("in a sheet", func(t *testing.T) {
		checkProblem(t, book(t, sheet{"Staff", [][]any{{"Acme"}, {"Code", "Name"}, {17, "Ana"}}}), excelOptions(),
			"people.xlsx, sheet Staff, row 2: "+known+`the headers are "Code", "Name"`+remedy)
	})
	t.Run("in a field without spellings", func(t *testing.T) {
		o := table.Options{Fields: []table.Field{{Name: "id", Required: true}}}
		checkProblem(t, write(t, "people.csv", "Code\n17\n"), o,
			"people.csv, row 1: there is no column for \"id\"; the headers are \"Code\""+remedy)
	})
	t.Run("and not all of very many, nor all of a long one", func(t *testing.T) {
		headers := "\"" + strings.Repeat("ñ", 500) + "\""
		for i := range 100 {
			headers += fmt.Sprintf(",h%d", i)
		}
		got := problem(t, write(t, "people.csv", headers+"\n17\n"), csvOptions()).Text
		want := known + `the headers are "` + strings.Repeat("ñ", 40) + `…", "h0", `
		if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, `"h38", and 61 more`) {
			t.Errorf("the message is %s", got)
		}
	})
}

func TestAConfiguredHeaderCounts(t *testing.T) {
	for name, c := range map[string]struct{ written, wanted string }{
		"as it is written":      {"Código", "Código"},
		"as it is recognised":   {"  código (HR)", "HR Codigo"},
		"with white space":      {"Código", " Código "},
		"of nothing but signs":  {"#", "#"},
		"instead of a known id": {"Other", "Other"},
	} {
		t.Run(name, func(t *testing.T) {
			o := csvOptions()
			o.Columns = map[string]string{"id": c.wanted}
			got := places(t, write(t, "people.csv", "id,"+c.written+"\n1,17\n"), o)
			if d := cmp.Diff(map[string]string{"id": strings.TrimSpace(c.written) + " 1"}, got); d != "" {
				t.Error(d)
			}
		})
	}
	t.Run("as it is written before as it is recognised", func(t *testing.T) {
		o := csvOptions()
		o.Columns = map[string]string{"id": "code"}
		got := places(t, write(t, "people.csv", "Code,code,CODE\n1,17,2\n"), o)
		if d := cmp.Diff(map[string]string{"id": "code 1"}, got); d != "" {
			t.Error(d)
		}
	})
	t.Run("for a field that nobody looks for", func(t *testing.T) {
		o := csvOptions()
		o.Columns = map[string]string{"accounts.github": "GitHub"}
		got := places(t, write(t, "people.csv", "id,GitHub\n17,ana\n"), o)
		if d := cmp.Diff(map[string]string{"id": "id 0", "accounts.github": "GitHub 1"}, got); d != "" {
			t.Error(d)
		}
	})
}

func TestAConfiguredHeaderThatIsMissingIsAnErrorWithASuggestion(t *testing.T) {
	o := csvOptions()
	o.Columns = map[string]string{"name": "Full Nmae"}
	checkProblem(t, write(t, "people.csv", "Id,Full Name\n17,Ana\n"), o, "people.csv, row 1: there is no header \"Full Nmae\" "+
		"for \"name\", did you mean `Full Name`?; the headers are \"Id\", \"Full Name\"; correct it in the configuration")
	t.Run("or without one", func(t *testing.T) {
		o.Columns = map[string]string{"name": "Apellido"}
		checkProblem(t, write(t, "people.csv", "Id,Full Name\n17,Ana\n"), o, "people.csv, row 1: there is no header \"Apellido\" "+
			"for \"name\"; the headers are \"Id\", \"Full Name\"; correct it in the configuration")
	})
}

func TestTwoColumnsOfOneHeaderAreRefused(t *testing.T) {
	const remedy = "rename all of them but one, or name another header under `columns:`"
	t.Run("if it is that of a field", func(t *testing.T) {
		checkProblem(t, write(t, "people.csv", "Title\nName,id,NAME\nAna,17,Bo\n"), csvOptions(),
			"people.csv, row 2: the header \"Name\" of \"name\" stands in the columns A and C; "+remedy)
	})
	t.Run("if it is configured", func(t *testing.T) {
		o := csvOptions()
		o.Columns = map[string]string{"start": "When", "name": "What"}
		for range 20 {
			checkProblem(t, write(t, "people.csv", "id,When,When,What,What\n17,,,,\n"), o,
				"people.csv, row 1: the header \"What\" of \"name\" stands in the columns D and E; "+remedy)
		}
	})
	t.Run("and are no matter else", func(t *testing.T) {
		checkRows(t, write(t, "people.csv", "id,x,x,,\n17,1,2\n"), csvOptions(), []string{"17", "1", "2"})
	})
	t.Run("nor if another is configured", func(t *testing.T) {
		o := csvOptions()
		o.Columns = map[string]string{"name": "who"}
		checkRows(t, write(t, "people.csv", "id,name,name,who\n17,1,2,Ana\n"), o, []string{"17", "1", "2", "Ana"})
	})
}

func TestTwoFieldsMayHaveOneHeader(t *testing.T) {
	o := csvOptions()
	o.Columns = map[string]string{"id": "E-mail", "login": "E-mail", "name": "e-mail"}
	tab, err := table.Open(write(t, "people.csv", "x,E-mail\n1,ana@acme.example\n"), o)
	if err != nil {
		t.Fatal(err)
	}
	defer tab.Close()
	want := []table.Column{
		{Header: "x"},
		{Field: "id", Header: "E-mail", Index: 1},
		{Field: "name", Header: "E-mail", Index: 1},
		{Field: "login", Header: "E-mail", Index: 1},
	}
	if d := cmp.Diff(want, tab.Columns()); d != "" {
		t.Errorf("the columns differ:\n%s", d)
	}
	if !tab.Next() {
		t.Fatal(tab.Err())
	}
	for _, field := range []string{"id", "login", "name"} {
		at := tab.Column(field)
		if tab.Row()[at] != "ana@acme.example" || tab.Place(at).Column != "E-mail" {
			t.Errorf("%s is %q in the column %s", field, tab.Row()[at], tab.Place(at).Column)
		}
	}
	if tab.Column("start") != -1 {
		t.Errorf("a field without a column is in column %d", tab.Column("start"))
	}
}

func TestTheBetterSpellingCounts(t *testing.T) {
	o := table.Options{Fields: []table.Field{{Name: "id", Headers: []string{"employee id", "id"}, Required: true}}}
	got := places(t, write(t, "people.csv", "id,employee id\n1,17\n"), o)
	if d := cmp.Diff(map[string]string{"id": "employee id 1"}, got); d != "" {
		t.Error(d)
	}
	t.Run("and an earlier field takes it away from a later one", func(t *testing.T) {
		o := table.Options{Fields: []table.Field{
			{Name: "a", Headers: []string{"x"}}, {Name: "b", Headers: []string{"x", "y"}}, {Name: "c", Headers: []string{"x"}},
		}}
		got := places(t, write(t, "people.csv", "y,x\n1,17\n"), o)
		if d := cmp.Diff(map[string]string{"a": "x 1", "b": "y 0"}, got); d != "" {
			t.Error(d)
		}
	})
}

func TestAHeaderOfSeveralFieldsIsDecidedByItsValues(t *testing.T) {
	words := func(known ...string) func([]string) bool {
		return func(values []string) bool {
			return !slices.ContainsFunc(values, func(v string) bool { return !slices.Contains(known, v) })
		}
	}
	o := table.Options{Fields: []table.Field{
		{Name: "id", Headers: []string{"id"}, Required: true},
		{Name: "status", Headers: []string{"estado"}, Accepts: words("activo", "baja")},
		{Name: "location", Headers: []string{"estado"}},
	}}
	for name, c := range map[string]struct{ rows, field string }{
		"all of which fit":                {"1,activo\n2,\n3,baja\n", "status"},
		"none of which fits":              {"1,Jalisco\n", "location"},
		"most of which fit":               {strings.Repeat("1,activo\n", 199) + "2,Jalisco\n", "location"},
		"the first two hundred of which":  {strings.Repeat("1,activo\n", 200) + "2,Jalisco\n", "status"},
		"after many empty ones":           {strings.Repeat("1,\n", 1999) + "2,Jalisco\n", "location"},
		"but none after too many":         {strings.Repeat("1,\n", 2000) + "2,Jalisco\n", "status"},
		"of which there are none to tell": {"", "status"},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, "people.csv", "id,Estado\n"+c.rows)
			if got := places(t, path, o)[c.field]; got != "Estado 1" {
				t.Errorf("%q is in %q", c.field, got)
			}
			var got strings.Builder
			for _, row := range mustRead(t, path, o).rows {
				got.WriteString(row[0] + "," + row[1] + "\n")
			}
			if got.String() != c.rows {
				t.Errorf("the rows that were looked at are read as %q, want %q", got.String(), c.rows)
			}
		})
	}
	t.Run("and a fault among them comes in its turn", func(t *testing.T) {
		c, err := read(write(t, "people.csv", "id,Estado\n1,activo\n2,\"x\n"), o)
		if len(c.rows) != 1 || err == nil || !strings.HasPrefix(err.Error(), "people.csv, row 3: a quote is opened") {
			t.Errorf("%q, %v", c.rows, err)
		}
	})
	t.Run("and if no field takes it, the message says so", func(t *testing.T) {
		o := table.Options{Fields: slices.Clone(o.Fields[:2])}
		o.Fields[1].Required = true
		checkProblem(t, write(t, "people.csv", "id,Estado\n1,Jalisco\n"), o, "people.csv, row 1: the header \"Estado\" can be "+
			"\"status\", but it is another field's, or its values do not fit; "+
			"name its header in the configuration: `columns: {status: ...}`")
	})
}

func TestATableMayBeReadWithoutAnyField(t *testing.T) {
	c := mustRead(t, write(t, "people.csv", "a;b\n1;2\n"), table.Options{})
	if d := cmp.Diff([][]string{{"1", "2"}}, c.rows); d != "" || !slices.Equal(c.headers, []string{"a", "b"}) {
		t.Errorf("%s%q", d, c.headers)
	}
}
