// Package allfake lists the fakes of every app that is behind a network. Only tests import it.
package allfake

import (
	"reconcile/targets/atlassian/atlassianfake"
	"reconcile/targets/github/githubfake"
	"reconcile/targets/google/googlefake"
	"reconcile/targets/jira/jirafake"
	"reconcile/targets/scim/scimfake"
	"reconcile/targets/slack/slackfake"
	"reconcile/targets/targettest"
)

// All returns the fakes of each kind of target.
func All() map[string][]targettest.Fake {
	return map[string][]targettest.Fake{
		"atlassian": atlassianfake.Fakes(),
		"github":    githubfake.Fakes(),
		"google":    googlefake.Fakes(),
		"jira":      jirafake.Fakes(),
		"scim":      scimfake.Fakes(),
		"slack":     slackfake.Fakes(),
	}
}
