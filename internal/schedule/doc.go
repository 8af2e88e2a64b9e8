// Package schedule says which night is due. It has no clock and starts nothing.
//
// A night is named by its Slot, the date and time that the cron expression asks for on a clock of the zone. A slot runs
// once. The hour that summer time skips comes when the clock passes it: a slot in it runs at the first instant after. The
// hour that comes twice in autumn is had the first time. What a machine that was off has missed is caught up by one run,
// the latest.
package schedule
