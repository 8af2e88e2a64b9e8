package store_test

import (
	"reflect"
	"slices"
	"testing"

	"reconcile/internal/access"
	"reconcile/internal/store"
)

// another changes a value into one of the same type.
func another(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Uint8:
		v.SetUint((v.Uint() + 1) % 3)
	case reflect.Int32:
		v.SetInt((v.Int() + 1) % 3)
	case reflect.Slice:
		v.Set(v.Slice(0, v.Len()-1))
	default:
		panic("no other value of " + v.Type().String())
	}
}

func TestEveryLastingFactOfAnExportIsCompared(t *testing.T) {
	made := func(hash string) store.TargetRead {
		r := export(hash, "a team:dev team:ops", "b")
		a := &r.Snapshot.Accounts[0]
		a.Emails = []access.Email{{Address: "a@acme.example"}}
		return r
	}
	parts := map[string]func(*access.Snapshot) any{
		"account":     func(s *access.Snapshot) any { return &s.Accounts[0] },
		"email":       func(s *access.Snapshot) any { return &s.Accounts[0].Emails[0] },
		"grant":       func(s *access.Snapshot) any { return &s.Accounts[0].Grants[0] },
		"entitlement": func(s *access.Snapshot) any { return &s.Entitlements[1] },
	}
	volatile := []string{"LastActive", "Seat", "Row"}
	for name, part := range parts {
		for field := range reflect.TypeOf(part(made("").Snapshot)).Elem().Fields() {
			h := open(t)
			if _, err := h.RecordTarget(t.Context(), h.begin(start(day)), made("1")); err != nil {
				t.Fatal(err)
			}
			r := made("2")
			another(reflect.ValueOf(part(r.Snapshot)).Elem().FieldByIndex(field.Index))
			counts, err := h.RecordTarget(t.Context(), h.begin(start(day.Plus(1))), r)
			if err != nil {
				t.Fatal(err)
			}
			if want := slices.Contains(volatile, field.Name); counts.Same != want {
				t.Errorf("%s.%s changed, and that the content is the same is %t", name, field.Name, counts.Same)
			}
			if err := h.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
