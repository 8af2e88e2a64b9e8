// Package starter makes what a company begins with: a configuration, rules and, for the three kinds of companies that
// typically come, exports to look at; or a configuration for exports of the company's own, whose columns it recognises as the
// readers do. It never writes over a file unasked.
package starter

// Config and Rules are the names of the files that are written for a company of its own.
const (
	Config = "reconcile.yaml"
	Rules  = "rules.yaml"
)

// File is a file to be written, named relative to the company's folder by a path with slashes.
type File struct {
	Name string
	Data []byte
}
