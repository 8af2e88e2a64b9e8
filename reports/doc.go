// Package reports turns a run's document into what people and programs read: text for a terminal, a page for a browser, a
// mail for a phone, JSON, CSV. It is pure: the same document gives the same bytes, and nothing is asked beside it. What
// people read is worded once, in a view; a form only lays it out.
//
// Texts from outside are hostile: everything printed goes through fold.Clean, and no value can widen a line, steer a
// terminal or become a formula in a spreadsheet.
package reports
