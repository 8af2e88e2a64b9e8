package company

import "strings"

// Expected is what must be found in a company, counted while it was planted.
type Expected struct {
	AsOf   string `json:"as_of"`
	People int    `json:"people"`
	// Active, Joining, OnLeave and Left split the people by their state on the day.
	Active  int `json:"active"`
	Joining int `json:"joining"`
	OnLeave int `json:"leave"`
	Left    int `json:"left"`
	// Accounts and Grants count all rows and all entitlements of the exports.
	Accounts int `json:"accounts"`
	Grants   int `json:"grants"`
	// Findings counts by target ("" for what belongs to none), then by Kind.
	Findings map[string]map[string]int `json:"findings"`
	// Total is the number of findings.
	Total int `json:"total"`
}

// Kind names a sort of finding by verdict and cause, "orphaned/leaver", or by the verdict alone where there is no cause.
func Kind(verdict, cause string) string { return strings.TrimSuffix(verdict+"/"+cause, "/") }

// add counts one finding that is being planted.
func (e *Expected) add(target, kind string) {
	if e.Findings[target] == nil {
		e.Findings[target] = map[string]int{}
	}
	e.Findings[target][kind]++
	e.Total++
}

// count adds an app's rows.
func (e *Expected) count(app *App) {
	e.Accounts += len(app.Accounts)
	for i := range app.Accounts {
		e.Grants += len(app.Accounts[i].Entitlements)
	}
}
