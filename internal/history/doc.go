// Package history compares what was known with what is seen: open intervals and a read go in, changes come out. It is pure
// and knows neither the database nor the clock.
package history
