// Package roster turns rows about people into the company's roster: what the columns and words mean, which rows are one
// person, what cannot be judged, and how several sources become one list. It opens no connection and has no clock.
package roster
