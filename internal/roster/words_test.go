package roster

import (
	"strings"
	"testing"
	"unicode"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
)

func TestStatusWordsMeanTheSameInBothLanguages(t *testing.T) {
	words := (&Options{}).statusWords()
	for meaning, list := range map[access.Employment][]string{
		access.Employed:   {"Active", "ACTIVO", "activa", "Alta", "Current", "On notice", "Período de prueba", "Sí"},
		access.OnLeave:    {"On Leave", "leave", "Excedencia", "BAJA MEDICA", "Licencia", "maternity leave", "Vacaciones"},
		access.Terminated: {"Terminated", "inactive", "Baja", "Left", "Former", "Dado de baja", "Despedida", "Inactivo"},
	} {
		for _, w := range list {
			if got, ok := words[fold.Text(w)]; !ok || got != meaning {
				t.Errorf("%s is %v (%v), want %v", w, got, ok, meaning)
			}
		}
	}
	if meaning, ok := words[fold.Text("de baja")]; ok {
		t.Errorf("`de baja`, said of the sick and of leavers, is taken for %v", meaning)
	}
}

func TestTypeWordsMeanTheSameInBothLanguages(t *testing.T) {
	words := (&Options{}).typeWords()
	for meaning, list := range map[string][]string{
		"employee":   {"Employee", "Full-Time", "Indefinido", "Fija", "Plantilla", "permanent"},
		"contractor": {"Contractor", "Freelance", "Autónomo", "externa", "Contratista"},
		"temp":       {"Temp", "Temporal", "Fixed-term", "ETT", "Eventual", "Obra y servicio"},
		"intern":     {"Intern", "Becario", "Prácticas", "Pasante", "Trainee"},
		"other":      {"Other", "Board member", "Consejero"},
	} {
		for _, w := range list {
			if got := words[fold.Text(w)]; got != meaning {
				t.Errorf("%s is %q, want %q", w, got, meaning)
			}
		}
	}
}

func TestWordsOfTheConfigurationMustBeKnownOnes(t *testing.T) {
	var status StatusWord
	if err := status.UnmarshalText([]byte("fired")); err == nil || !strings.Contains(err.Error(), "active, leave or terminated") {
		t.Errorf("status: %v", err)
	}
	var kind TypeWord
	if err := kind.UnmarshalText([]byte("boss")); err == nil || !strings.Contains(err.Error(), "employee, contractor") {
		t.Errorf("type: %v", err)
	}
}

func TestProjectsAreSplitAndOtherAttributesAreNot(t *testing.T) {
	b, err := NewBuilder(options(), []table.Column{{Field: "id", Header: "ID"}, {Field: "projects"}, {Field: "title"}}, readDate)
	if err != nil {
		t.Fatal(err)
	}
	b.Add([]string{"E1", "Zen; Apollo,Zen |  \n Juno", "Head, Sales"}, access.Place{Row: 2})
	r, err := b.Roster(access.SourceRead{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "projects", only(t, r).Attributes.Projects, []string{"Zen", "Apollo", "Juno"})
	equal(t, "title", only(t, r).Attributes.Title, []string{"Head, Sales"})
}

func FuzzRow(f *testing.F) {
	f.Add("E1", "Ann", "ann@acme.example", "active", "temp", "A;B", "2026-01-01")
	f.Add("\x00", "\x1b[31m", "a@b\n@c", "", "\u202e", ";|,", "0000-00-00")
	f.Fuzz(func(t *testing.T, id, name, email, status, kind, list, date string) {
		var columns []table.Column
		for i, field := range []string{"id", "name", "work_email", "status", "type", "projects", "end", "aliases", "accounts.github"} {
			columns = append(columns, table.Column{Field: field, Header: field, Index: i})
		}
		b, err := NewBuilder(options(), columns, readDate)
		if err != nil {
			t.Fatal(err)
		}
		row := []string{id, name, email, status, kind, list, date, list, list}
		b.Add(row, access.Place{Row: 2})
		b.Add(row[:3], access.Place{Row: 3})
		r, err := b.Roster(access.SourceRead{})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.People {
			texts := append([]string{p.ID, p.Name, p.Email, p.Quarantine}, p.Aliases...)
			texts = append(append(texts, p.Attributes.Projects...), p.Attributes.Type...)
			for _, a := range p.Accounts {
				texts = append(texts, a.Account)
			}
			for _, text := range texts {
				if strings.ContainsFunc(text, unicode.IsControl) {
					t.Errorf("a control character is passed on in %q", text)
				}
			}
			if p.ID == "" {
				t.Error("a person without an id")
			}
		}
		for _, p := range r.Problems {
			if strings.ContainsFunc(p.Text, unicode.IsControl) {
				t.Errorf("a control character is passed on in %q", p.Text)
			}
		}
	})
}
