package apispec

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"reconcile/targets/targettest"
)

// discovery is Google's own description of one of its APIs.
// See developers.google.com, "Google API Discovery Service: Reference: RestDescription".
type discovery struct {
	Parameters map[string]*parameter
	Resources  map[string]*resource
	Schemas    map[string]*shape
}

type resource struct {
	Methods   map[string]*method
	Resources map[string]*resource
}

type method struct {
	// FlatPath has a name for each part of the path, Path may have one for several.
	HTTPMethod, Path, FlatPath string
	Parameters                 map[string]*parameter
	Response                   *shape
}

type parameter struct {
	Type, Location, Minimum, Maximum string
	Required                         bool
	Enum                             []string
}

// shape is a schema: a part of JSON Schema, in which an int64 is text.
type shape struct {
	Ref                  string `json:"$ref"`
	Type, Format         string
	Properties           map[string]*shape
	Items                *shape
	AdditionalProperties *shape
	Enum                 []string
}

func loadDiscovery(t *testing.T, file string) *discovery {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv("API_SPECS"), file))
	if err != nil {
		t.Fatal(err)
	}
	d := &discovery{}
	if err := json.Unmarshal(data, d); err != nil {
		t.Fatal(err)
	}
	return d
}

// hold holds a request against the method that it is for, and a successful answer against that method's schema.
func (d *discovery) hold(e *targettest.Exchange) (known bool, faults []error) {
	m := find(d.Resources, e.Request)
	if m == nil {
		return false, nil
	}
	bad := func(err error) {
		faults = append(faults, fmt.Errorf("%s %s: %w", m.HTTPMethod, m.Path, err))
	}
	query := e.Request.URL.Query()
	for name, values := range query {
		if len(values) > 1 {
			bad(fmt.Errorf("the query has %s twice", name))
		}
		p := m.Parameters[name]
		if p == nil {
			p = d.Parameters[name]
		}
		if p == nil || p.Location != "query" {
			bad(fmt.Errorf("the query has %s, which is not described", name))
		} else if err := p.hold(query.Get(name)); err != nil {
			bad(fmt.Errorf("the query's %s %w", name, err))
		}
	}
	for name, p := range m.Parameters {
		if p.Required && p.Location == "query" && !query.Has(name) {
			bad(fmt.Errorf("the query lacks %s", name))
		}
	}
	var answer any
	if e.Status == http.StatusOK {
		if err := json.Unmarshal(e.Answer, &answer); err != nil {
			bad(err)
		} else if err := d.fits(answer, m.Response, "the fake's answer"); err != nil {
			bad(err)
		}
	}
	return true, faults
}

// find returns the method that a request is for: of those that fit, the one with the fewest names in its path.
func find(resources map[string]*resource, r *http.Request) (best *method) {
	fewest := 0
	consider := func(m *method) {
		if m == nil || m.HTTPMethod != r.Method {
			return
		}
		values, fits := match("/"+cmp.Or(m.FlatPath, m.Path), r.URL.Path)
		if fits && (best == nil || len(values) < fewest) {
			best, fewest = m, len(values)
		}
	}
	for _, in := range resources {
		for _, m := range in.Methods {
			consider(m)
		}
		consider(find(in.Resources, r))
	}
	return best
}

// hold makes sure that a parameter's value is among those described.
func (p *parameter) hold(value string) error {
	if len(p.Enum) > 0 && !slices.Contains(p.Enum, value) {
		return fmt.Errorf("is %q, which is none of %q", value, p.Enum)
	}
	switch p.Type {
	case "integer":
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("is %q, which is no number", value)
		}
		least, err := strconv.Atoi(p.Minimum)
		if err == nil && n < least {
			return fmt.Errorf("is %d, at least %d is described", n, least)
		}
		most, err := strconv.Atoi(p.Maximum)
		if err == nil && n > most {
			return fmt.Errorf("is %d, at most %d is described", n, most)
		}
	case "boolean":
		if value != "true" && value != "false" {
			return fmt.Errorf("is %q, which is neither true nor false", value)
		}
	}
	return nil
}

// fits makes sure that a value is of a shape, and has nothing that is not described.
func (d *discovery) fits(value any, s *shape, at string) error {
	if s.Ref != "" {
		s = d.Schemas[s.Ref]
	}
	ok := true
	switch s.Type {
	case "object":
		object, isObject := value.(map[string]any)
		for name, v := range object {
			inner := s.Properties[name]
			if inner == nil {
				inner = s.AdditionalProperties
			}
			if inner == nil {
				return fmt.Errorf("%s has %s, which is not described", at, name)
			}
			if err := d.fits(v, inner, at+"."+name); err != nil {
				return err
			}
		}
		ok = isObject
	case "array":
		list, isList := value.([]any)
		for i, v := range list {
			if err := d.fits(v, s.Items, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
		ok = isList
	case "boolean":
		_, ok = value.(bool)
	case "integer", "number":
		_, ok = value.(float64)
	case "string":
		var text string
		if text, ok = value.(string); ok && s.Format == "int64" {
			_, err := strconv.ParseInt(text, 10, 64)
			ok = err == nil
		}
		ok = ok && (len(s.Enum) == 0 || slices.Contains(s.Enum, text))
	}
	if !ok {
		return fmt.Errorf("%s is %v, which is no %s", at, value, s.Type)
	}
	return nil
}
