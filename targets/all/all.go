// Package all lists every target there is.
package all

import (
	"reconcile/targets"
	"reconcile/targets/csv"
	"reconcile/targets/excel"
	"reconcile/targets/github"
	"reconcile/targets/google"
	"reconcile/targets/sandbox"
	"reconcile/targets/scim"
)

// All returns the targets that can be configured, in the order of their names.
func All() []targets.Kind {
	return []targets.Kind{
		csv.Kind(),
		excel.Kind(),
		github.Kind(),
		google.Kind(),
		sandbox.Kind(),
		scim.Kind(),
	}
}
