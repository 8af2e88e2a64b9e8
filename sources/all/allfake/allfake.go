// Package allfake lists the fakes of every source that is behind a network. Only tests import it.
package allfake

import (
	"reconcile/sources/bamboohr/bamboohrfake"
	"reconcile/sources/sourcetest"
)

// All returns the fakes of each kind of source.
func All() map[string][]sourcetest.Fake {
	return map[string][]sourcetest.Fake{
		"bamboohr": bamboohrfake.Fakes(),
	}
}
