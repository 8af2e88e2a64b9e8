// Package all lists every target there is.
package all

import (
	"reconcile/targets"
	"reconcile/targets/atlassian"
	"reconcile/targets/csv"
	"reconcile/targets/excel"
	"reconcile/targets/github"
	"reconcile/targets/google"
	"reconcile/targets/jira"
	"reconcile/targets/sandbox"
	"reconcile/targets/scim"
	"reconcile/targets/slack"
)

// All returns the targets that can be configured, in the order of their names.
func All() []targets.Kind {
	return []targets.Kind{
		atlassian.Kind(),
		csv.Kind(),
		excel.Kind(),
		github.Kind(),
		google.Kind(),
		jira.Kind(),
		sandbox.Kind(),
		scim.Kind(),
		slack.Kind(),
	}
}
