//go:build !cgo

package store

// SQLite is C: without cgo the driver is a stub that fails at run time, which is too late.
var _ = build_with_CGO_ENABLED_1_and_a_C_compiler_such_as_gcc
