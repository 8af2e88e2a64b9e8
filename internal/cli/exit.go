package cli

import (
	"errors"
	"fmt"

	"reconcile/internal/access"
	"reconcile/internal/night"
)

// The exit codes. Where several fit, the first of usage, failed, partial, findings.
const (
	exitDone     = 0
	exitFailed   = 1
	exitUsage    = 2
	exitFindings = 3
	exitPartial  = 4
)

// usage is a wrong command line.
type usage struct{ error }

func usagef(format string, args ...any) error { return usage{fmt.Errorf(format, args...)} }

// Unwrap returns what is wrong.
func (u usage) Unwrap() error { return u.error }

// outcome is an exit code that a finished run asks for; everything there is to say has been said.
type outcome struct{ code int }

func (o *outcome) Error() string { return fmt.Sprintf("exit status %d", o.code) }

// code returns the exit code for an error.
func code(err error) int {
	var wrong usage
	var refused *night.Refusal
	switch {
	case errors.As(err, &wrong), errors.As(err, &refused):
		return exitUsage
	default:
		return exitFailed
	}
}

// worse returns which of two outcomes a run exits with: an error before an exit code, partial before findings.
func worse(a, b error) error {
	var x, y *outcome
	switch {
	case b == nil:
		return a
	case a == nil || !errors.As(b, &y):
		return b
	case errors.As(a, &x) && x.code == exitFindings:
		return b
	default:
		return a
	}
}

// outcomeOf returns how a finished run is to exit.
func outcomeOf(run *access.Run, failOn *access.Severity) error {
	if run.Run.Status == access.RunPartial {
		return &outcome{exitPartial}
	}
	if failOn != nil {
		for i := range run.Findings {
			if run.Findings[i].Severity <= *failOn {
				return &outcome{exitFindings}
			}
		}
	}
	return nil
}
