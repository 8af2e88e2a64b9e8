package night

import (
	"fmt"
	"slices"

	"reconcile/internal/access"
)

// suspect says why a read that looks whole may not be: far fewer enabled accounts than in the last good read, beyond what
// this tool closed itself. "" for a read that is as it should be, or that was accepted.
func (n *night) suspect(s *access.Snapshot) string {
	if n.past == nil || slices.Contains(n.AcceptShrink, s.Target) {
		return ""
	}
	last := n.past.Targets[s.Target]
	if last == nil || last.Enabled == 0 {
		return ""
	}
	enabled := 0
	for i := range s.Accounts {
		if s.Accounts[i].Status == access.Enabled {
			enabled++
		}
	}
	if enabled == 0 {
		return fmt.Sprintf("suspect: no enabled account, %d in the last good read: --accept-shrink %s if that is right",
			last.Enabled, s.Target)
	}
	down := last.Enabled - enabled - n.closed(s.Target, last)
	if down > 5 && 5*down > last.Enabled {
		return fmt.Sprintf("suspect: %d enabled accounts, %d in the last good read: --accept-shrink %s if that is right",
			enabled, last.Enabled, s.Target)
	}
	return ""
}

// closed counts the accounts that this tool closed in a target since its last good read.
func (n *night) closed(target string, last *access.PastTarget) int {
	closed := 0
	for i := range n.past.Actions {
		a := &n.past.Actions[i]
		since := len(last.GoodDays) == 0 || a.Day >= last.GoodDays[len(last.GoodDays)-1]
		if a.Target == target && a.State == access.Done && (a.Kind == access.Suspend || a.Kind == access.Remove) && since {
			closed++
		}
	}
	return closed
}
