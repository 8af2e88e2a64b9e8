// Package allfake lists the fakes of every app that is behind a network. Only tests import it.
package allfake

import (
	"reconcile/targets/github/githubfake"
	"reconcile/targets/google/googlefake"
	"reconcile/targets/scim/scimfake"
	"reconcile/targets/targettest"
)

// All returns the fakes of each kind of target.
func All() map[string][]targettest.Fake {
	return map[string][]targettest.Fake{
		"github": githubfake.Fakes(),
		"google": googlefake.Fakes(),
		"scim":   scimfake.Fakes(),
	}
}
