package apispec

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"sigs.k8s.io/yaml"

	"reconcile/targets/targettest"
)

// openAPI is a vendor's own description of its API.
type openAPI struct{ router routers.Router }

// load reads a description of OpenAPI 3, or of 2, for an API that is at an address. Correct, if not nil, mends what the
// vendor describes wrongly.
func load(t *testing.T, file, address string, correct func(*openapi3.T)) *openAPI {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(os.Getenv("API_SPECS"), file))
	if err != nil {
		t.Fatal(err)
	}
	if data, err = yaml.YAMLToJSON(data); err != nil {
		t.Fatal(err)
	}
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
	doc.Servers = openapi3.Servers{{URL: address}}
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
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation(), openapi3.DisableSchemaPatternValidation())
	if err != nil {
		t.Fatal(err)
	}
	return &openAPI{router}
}

// hold holds an exchange against the description: false for a path that it does not describe.
func (d *openAPI) hold(t *testing.T, e *targettest.Exchange) bool {
	t.Helper()
	r := e.Request.Clone(context.Background())
	r.Body = io.NopCloser(bytes.NewReader(e.Body))
	route, parameters, err := d.router.FindRoute(r)
	if err != nil {
		return false
	}
	what := r.Method + " " + route.Path
	for name := range r.URL.Query() {
		if route.Operation.Parameters.GetByInAndName("query", name) == nil && route.PathItem.Parameters.GetByInAndName("query", name) == nil {
			t.Errorf("%s: the query has %s, which is not described", what, name)
		}
	}
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true}
	request := &openapi3filter.RequestValidationInput{Request: r, PathParams: parameters, Route: route, Options: options}
	if err := openapi3filter.ValidateRequest(context.Background(), request); err != nil {
		t.Errorf("%s: the request: %v", what, err)
	}
	response := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: request, Status: e.Status, Header: plainJSON(e.Header), Body: io.NopCloser(bytes.NewReader(e.Answer)), Options: options,
	}
	if err := openapi3filter.ValidateResponse(context.Background(), response); err != nil {
		t.Errorf("%s: the fake's answer: %v", what, err)
	}
	return true
}

// plainJSON calls any JSON by its common name, which is the one that can be decoded.
func plainJSON(h http.Header) http.Header {
	h = h.Clone()
	if strings.HasSuffix(h.Get("Content-Type"), "+json") {
		h.Set("Content-Type", "application/json")
	}
	return h
}
