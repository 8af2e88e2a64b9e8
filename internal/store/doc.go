// Package store keeps what nights leave: reads, who had what and when, findings, the documents of runs, outcomes, and an
// audit chain. It is SQLite in one file.
//
// Access, people and findings are half-open intervals of runs, [from_run, to_run), so that a night without changes writes
// a run, its reads and a small document. Every method that writes is one transaction: it happened, or it did not.
// Ids and times come from the caller or from Options.Now; dates are ISO text, times microseconds of UTC.
package store
