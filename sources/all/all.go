// Package all lists every source there is.
package all

import (
	"reconcile/sources"
	"reconcile/sources/bamboohr"
	"reconcile/sources/csv"
	"reconcile/sources/excel"
)

// All returns the sources that can be configured, in the order of their names.
func All() []sources.Kind {
	return []sources.Kind{
		bamboohr.Kind(),
		csv.Kind(),
		excel.Kind(),
	}
}
