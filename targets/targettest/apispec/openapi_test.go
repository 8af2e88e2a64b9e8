package apispec

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"sigs.k8s.io/yaml"

	"reconcile/targets/targettest"
)

// openAPI is a vendor's own description of its API, which is at a base.
type openAPI struct {
	doc  *openapi3.T
	base string
}

// load reads a description of OpenAPI 3, or of 2, for an API that is at an address. Correct, if not nil, mends what the
// vendor describes wrongly.
func load(t *testing.T, file, address string, correct func(*openapi3.T)) *openAPI {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv("API_SPECS"), file))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(file, ".gz") {
		data = unpack(t, data)
	}
	if data, err = yaml.YAMLToJSON(data); err != nil {
		t.Fatal(err)
	}
	// Miro refers to errors that it describes nowhere
	data = regexp.MustCompile(`\{"\$ref":"#/components/responses/[A-Za-z]*[0-9]{3}"\}`).ReplaceAll(data, []byte(`{"description":"an error"}`))
	var doc *openapi3.T
	if bytes.Contains(data, []byte(`"swagger":"2.0"`)) {
		var old openapi2.T
		if err := json.Unmarshal(data, &old); err != nil {
			t.Fatal(err)
		}
		doc, err = openapi2conv.ToV3(&old)
	} else {
		doc, err = openapi3.NewLoader().LoadFromData(data)
	}
	if err != nil {
		t.Fatal(err)
	}
	// who may call is not what is held here
	doc.Security = nil
	if doc.Components != nil {
		doc.Components.SecuritySchemes = nil
	}
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			operation.Security = nil
		}
	}
	if correct != nil {
		correct(doc)
	}
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return &openAPI{doc, base.Path}
}

// find returns the operation that a request is for, and the values in its path: of the templates that fit, the one with the
// fewest of them.
func (d *openAPI) find(r *http.Request) (*routers.Route, map[string]string) {
	path, inside := strings.CutPrefix(r.URL.Path, d.base)
	if !inside {
		return nil, nil
	}
	var best *routers.Route
	var values map[string]string
	for template, item := range d.doc.Paths.Map() {
		found, fits := match(template, path)
		if operation := item.GetOperation(r.Method); fits && operation != nil && (best == nil || len(found) < len(values)) {
			best = &routers.Route{Spec: d.doc, Path: template, PathItem: item, Method: r.Method, Operation: operation}
			values = found
		}
	}
	return best, values
}

// match holds a path against a template such as /orgs/{org}.
func match(template, path string) (map[string]string, bool) {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	values := map[string]string{}
	for i := range want {
		if name, ok := strings.CutPrefix(want[i], "{"); ok {
			values[strings.TrimSuffix(name, "}")] = have[i]
		} else if want[i] != have[i] {
			return nil, false
		}
	}
	return values, true
}

func unpack(t *testing.T, data []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

// hold holds an exchange against the description: known is false for a path that it does not describe.
func (d *openAPI) hold(e *targettest.Exchange) (known bool, faults []error) {
	r := e.Request.Clone(context.Background())
	r.Body = io.NopCloser(bytes.NewReader(e.Body))
	route, parameters := d.find(r)
	if route == nil {
		return false, nil
	}
	what := r.Method + " " + route.Path
	for name := range r.URL.Query() {
		if route.Operation.Parameters.GetByInAndName("query", name) == nil && route.PathItem.Parameters.GetByInAndName("query", name) == nil {
			faults = append(faults, fmt.Errorf("%s: the query has %s, which is not described", what, name))
		}
	}
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true}
	request := &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route, Options: options}
	if err := openapi3filter.ValidateRequest(context.Background(), request); err != nil {
		faults = append(faults, fmt.Errorf("%s: the request: %w", what, err))
	}
	response := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: request, Status: e.Status, Header: plainJSON(e.Header, route.Operation.Responses.Status(e.Status)), Body: io.NopCloser(bytes.NewReader(e.Answer)), Options: options,
	}
	if err := openapi3filter.ValidateResponse(context.Background(), response); err != nil {
		faults = append(faults, fmt.Errorf("%s: the fake's answer: %w", what, err))
	}
	return true, faults
}

// plainJSON calls any JSON by its common name, which is the one that can be decoded, unless another is described.
func plainJSON(h http.Header, described *openapi3.ResponseRef) http.Header {
	h = h.Clone()
	kind := h.Get("Content-Type")
	if strings.HasSuffix(kind, "+json") && (described == nil || described.Value.Content[kind] == nil) {
		h.Set("Content-Type", "application/json")
	}
	return h
}
