package apispec

import "github.com/getkin/kin-openapi/openapi3"

// correctSCIM lets the description of one vendor say what RFC 7643 does: a list of authentication schemes (section 5), and
// the schemas of extensions beside the core's (section 3).
func correctSCIM(doc *openapi3.T) {
	schemas := doc.Components.Schemas
	schemas["ServiceProviderConfig"].Value.Properties["authenticationSchemes"] = openapi3.NewSchemaRef("", openapi3.NewArraySchema().
		WithItems(schemas["AuthenticationScheme"].Value))
	for _, schema := range schemas {
		if list := schema.Value.Properties["schemas"]; list != nil && list.Value.Items != nil {
			list.Value.Items.Value.Enum = nil
		}
	}
}
