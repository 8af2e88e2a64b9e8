package targettest

import (
	"net/http"
	"time"
)

// What follows lends the wire to the suites of other connectors that speak HTTP.

// App answers requests in memory, by a handler, and lets a fault come between.
type App = app

// Breach may answer the request of a number, from 1, in the app's place.
type Breach func(n int, r *http.Request, next http.RoundTripper) (*http.Response, error)

// NewApp returns an app that is a handler; breach and seen may be nil. Seen is called with every exchange.
func NewApp(handler http.Handler, breach Breach, seen func(Exchange)) *App {
	return &app{handler: handler, fault: breach, seen: seen}
}

// Client returns the client whose every request goes to the app.
func (a *app) Client() *http.Client { return a.client() }

// Fault is what may go wrong with one request.
type Fault struct {
	Name string
	// Survives: it is to be repeated; Fails: it is to fail the read. With neither, what came must say what it is.
	Survives, Fails bool
	Answer          func(r *http.Request, next http.RoundTripper) (*http.Response, error)
}

// Faults returns what may go wrong, at a time.
func Faults(now time.Time) []Fault {
	var list []Fault
	for _, f := range faults(now) {
		list = append(list, Fault{Name: f.name, Survives: f.survives, Fails: f.fails, Answer: f.answer})
	}
	return list
}
