// Package house holds the rules of the source tree in tests: who may import whom, no init functions, no variables that
// change, no long files. It has nothing to import.
package house
