package apispec

import "github.com/getkin/kin-openapi/openapi3"

// correctAtlassian adds the count of accounts, which the derived description leaves out.
func correctAtlassian(doc *openapi3.T) {
	const within = "/v2/orgs/{orgId}/directories/{directoryId}/users"
	answer := openapi3.NewObjectSchema().WithProperty("count", openapi3.NewIntegerSchema()).WithRequired([]string{"count"})
	answer.AdditionalProperties = openapi3.AdditionalProperties{Has: openapi3.Ptr(false)}
	count := openapi3.NewOperation()
	count.AddParameter(openapi3.NewQueryParameter("directoryIds").WithSchema(openapi3.NewStringSchema()))
	count.AddResponse(200, openapi3.NewResponse().WithDescription("ok").WithJSONSchema(answer))
	doc.Paths.Set(within+"/count", &openapi3.PathItem{Get: count, Parameters: doc.Paths.Value(within + "/search").Parameters})
}
