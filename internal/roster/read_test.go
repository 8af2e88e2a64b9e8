package roster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/table"
)

// file writes a CSV file of people.
func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "hr.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func readCSV(t testing.TB, o Options, text string) access.Roster {
	t.Helper()
	r, err := ReadFile(context.Background(), file(t, text), table.Options{}, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestHeadersAreRecognisedInEnglishAndSpanish(t *testing.T) {
	for _, c := range []struct{ header, field string }{
		{"Employee ID", "id"},
		{"LEGAJO", "id"},
		{"Código", "id"},
		{"Nº empleado", "id"},
		{"ID empleado", "id"},
		{"Emp. no.", "id"},
		{"number, employee", "id"},
		{"Full name", "name"},
		{"Nombre completo", "name"},
		{"Employee", "name"},
		{"E-mail", "work_email"},
		{"Work Email", "work_email"},
		{"correo corporativo", "work_email"},
		{"Correo electrónico", "work_email"},
		{"Email aliases", "aliases"},
		{"Employment Status", "status"},
		{"SITUACION", "status"},
		{"Contract type", "type"},
		{"Tipo de contrato", "type"},
		{"Dept.", "department"},
		{"Área", "department"},
		{"Equipo", "team"},
		{"División", "division"},
		{"Job Title", "title"},
		{"Puesto", "title"},
		{"Cargo", "title"},
		{"Reports to", "manager"},
		{"Jefe", "manager"},
		{"Proyectos", "projects"},
		{"Hire Date", "start"},
		{"Fecha de alta", "start"},
		{"fecha_de_ingreso", "start"},
		{"Alta", "start"},
		{"Termination date", "end"},
		{"Fin de contrato", "end"},
		{"Fecha de baja", "end"},
		{"Last day", "end"},
		{"Baja", "end"},
		{"Office", "location"},
		{"Ubicación", "location"},
		{"Ciudad", "location"},
		{"GitHub login", "accounts.github"},
		{"accounts.github", "accounts.github"},
		{"Cuenta de GitHub", "accounts.github"},
		{"Bioguide", ""},
		{"Personal email", ""},
		{"Correo personal", ""},
		{"Gitlab login", ""},
		{"DNI", ""},
		{"Salary", ""},
	} {
		t.Run(c.header, func(t *testing.T) {
			o := options()
			header, row := "ID", "E1"
			if c.field == "id" {
				header, row = "Remark", "-"
			}
			quoted := `"` + c.header + `"`
			r := readCSV(t, o, header+","+quoted+"\n"+row+",E1\n")
			if c.field == "" {
				equal(t, "discarded", r.Sources[0].Discarded, []string{c.header})
				return
			}
			equal(t, "header", r.Sources[0].Mapped[c.field], c.header)
		})
	}
}

func TestEstadoIsAStatusOrAPlaceByItsValues(t *testing.T) {
	r := readCSV(t, options(), "Legajo,Estado\n1,Activo\n2,Baja\n3,rareza\n")
	equal(t, "status", person(t, r, "2").Employment, access.Terminated)
	if person(t, r, "3").Quarantine == "" {
		t.Error("an unknown word in a status column is taken for a place")
	}
	r = readCSV(t, options(), "Legajo,Estado\n1,Jalisco\n2,Sonora\n")
	equal(t, "location", person(t, r, "2").Attributes.Location, []string{"Sonora"})
	equal(t, "employment", person(t, r, "2").Employment, access.Employed)
	r = readCSV(t, options(), "ID,State,Employment status\n1,Nevada,Active\n")
	equal(t, "both", []string{r.Sources[0].Mapped["location"], r.Sources[0].Mapped["status"]}, []string{"State", "Employment status"})
}

func TestAColumnThatIsSurelyTheStatusIsNeverIgnored(t *testing.T) {
	r := readCSV(t, options(), "ID,Status\n1,X1\n2,X2\n")
	equal(t, "quarantined", r.Sources[0].Quarantined, 2)
}

func TestNamesInSeveralColumnsAreJoined(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"ID,First name,Last name\n1,Ann,Lee\n", "Ann Lee"},
		{"ID,Nombre,Apellidos\n1,Ana,Gil Paz\n", "Ana Gil Paz"},
		{"ID,Apellido 2,Apellido 1,Nombre\n1,Paz,Gil,Ana\n", "Ana Gil Paz"},
		{"ID,Name,First name,Last name\n1,Annie Lee,Ann,Lee\n", "Annie Lee"},
		{"ID,Nombre\n1,Ana Gil\n", "Ana Gil"},
		{"ID,First name,Last name\n1,,Lee\n", "Lee"},
	} {
		equal(t, c.text, only(t, readCSV(t, options(), c.text)).Name, c.want)
	}
}

func TestConfiguredColumnsWinOverRecognition(t *testing.T) {
	o := options()
	o.Reading.Columns = map[string]string{"id": "Bioguide", "work_email": "Contact", "accounts.github": "Nick"}
	r := readCSV(t, o, "Bioguide,ID,Contact,Email,Nick\nA1,7,ann@acme.ex,other@acme.ex,annd\n")
	p := only(t, r)
	equal(t, "person", []string{p.ID, p.Email, p.Accounts[0].Account}, []string{"A1", "ann@acme.ex", "annd"})
	for field, want := range map[string]string{"nickname": "which is no field", "accounts.jira": `no target is named "jira"`} {
		o.Reading.Columns = map[string]string{field: "Nick"}
		if err := o.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func TestOnlyMappedColumnsAndThoseTheRulesNameAreKept(t *testing.T) {
	o := options()
	o.Env.Extra = []string{"cost_center", "departamento", "status", "grade"}
	r := readCSV(t, o, "ID,Departamento,Cost Center,Salary,Situación\n1,Ventas,4100,90000,activo\n2,Ventas,4100,80000,activo\n")
	equal(t, "kept", person(t, r, "1").Attributes.Extra, map[string][]string{
		"cost_center": {"4100"}, "departamento": {"Ventas"}, "status": {"activo"},
	})
	equal(t, "department", person(t, r, "1").Attributes.Department, []string{"Ventas"})
	equal(t, "discarded", r.Sources[0].Discarded, []string{"Salary"})
	equal(t, "mapped", r.Sources[0].Mapped, map[string]string{
		"id": "ID", "department": "Departamento", "cost_center": "Cost Center", "departamento": "Departamento",
		"status": "Situación",
	})
	if strings.Contains(fmt.Sprint(r), "90000") {
		t.Error("a column that nobody asked for is kept")
	}
}

func TestDatesAreReadInTheConfiguredOrder(t *testing.T) {
	o := options()
	o.Reading.Dates = "dmy"
	p := only(t, readCSV(t, o, "ID,Start date,End date\n1,03/04/2026,0000-00-00\n"))
	equal(t, "start", p.Start, access.DateOf(2026, 4, 3))
	equal(t, "end", p.End, access.Date(0))
	p = only(t, readCSV(t, options(), "ID,Start date\n1,03/04/2026\n"))
	if p.Quarantine == "" {
		t.Error("an ambiguous date is guessed")
	}
}

func TestPeopleShareTheirAttributeValues(t *testing.T) {
	r := readCSV(t, options(), "ID,Department\n1,Sales\n2,Sales\n")
	a, b := person(t, r, "1").Attributes.Department, person(t, r, "2").Attributes.Department
	if &a[0] != &b[0] {
		t.Error("two slices hold the same department")
	}
}

func TestAReadIsCompleteOrNothing(t *testing.T) {
	path := file(t, "ID\nE1\n")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := ReadFile(ctx, path, table.Options{}, options()); !errors.Is(err, context.Canceled) || r.People != nil {
		t.Errorf("cancelled: %v, %v", r.People, err)
	}
	for name, text := range map[string]string{"empty": "", "no id": "Name\nAnn\n", "no rows": "ID,Name\n\n", "torn": "ID,Name\n1,\"Ann\n"} {
		if r, err := ReadFile(t.Context(), file(t, text), table.Options{}, options()); err == nil || r.People != nil {
			t.Errorf("%s: %v, %v", name, r.People, err)
		}
	}
}

// people returns a CSV file of n people in an order of its own.
func people(n int) string {
	var b strings.Builder
	b.WriteString("Employee ID,Full name,Work email,Status,Employment type,Department,Job title,Location,Manager,Start date,End date\n")
	order := make([]int, n)
	for i := range order {
		order[i] = (i * 7919) % n
	}
	for _, i := range order {
		fmt.Fprintf(&b, "E%06d,Given%d Family%d,given%d.family%d@acme.example,active,employee,Department %d,Title %d,City %d,E%06d,20%02d-%02d-01,\n",
			i, i%500, i, i%500, i, i%40, i%300, i%12, i/9, 10+i%15, 1+i%12)
	}
	return b.String()
}

func BenchmarkRead100000People(b *testing.B) {
	path := file(b, people(100_000))
	b.ReportAllocs()
	for b.Loop() {
		r, err := ReadFile(context.Background(), path, table.Options{}, options())
		if err != nil || len(r.People) != 100_000 {
			b.Fatal(len(r.People), err)
		}
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	r, _ := ReadFile(context.Background(), path, table.Options{}, options())
	var with, without runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&with)
	if !slices.IsSortedFunc(r.People, func(x, y access.Person) int { return strings.Compare(x.ID, y.ID) }) {
		b.Fatal("people are not sorted")
	}
	runtime.KeepAlive(r)
	r = access.Roster{}
	runtime.GC()
	runtime.ReadMemStats(&without)
	b.ReportMetric(float64(with.HeapAlloc-without.HeapAlloc)/1e6, "MB-kept")
}

func BenchmarkMerge100000People(b *testing.B) {
	text := people(100_000)
	for b.Loop() {
		b.StopTimer()
		r, err := ReadFile(context.Background(), file(b, text), table.Options{}, options())
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		Merge([]access.Roster{r}, nil, stand)
	}
}
