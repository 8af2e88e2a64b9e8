package daemon_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"reconcile/internal/store"
)

// sleep is a night that takes a time, and ends when it is told to.
func sleep(d time.Duration) func(context.Context) error {
	return func(ctx context.Context) error {
		select {
		case <-time.After(d):
			return nil
		case <-ctx.Done():
			return fmt.Errorf("read crm: %w", ctx.Err())
		}
	}
}

func TestAFirstStartWaitsForItsNight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "Europe/Madrid", "2026-11-27 15:00", "30 2 * * *")
		w.start()
		w.until("2026-11-27 23:00")
		w.want("nights", w.nights(), "")
		w.want("status", w.status(), "next run 2026-11-28 02:30 Europe/Madrid")
		w.want("slot", w.slot, "2026-11-27T02:30")
		w.until("2026-11-28 02:30")
		w.want("nights", w.nights(), "11-28 02:30")
		w.want("stopped", w.stop(), nil)
		w.want("first and last words", w.states[0]+" "+w.states[len(w.states)-1], "READY=1 STOPPING=1")
	})
}

func TestANightThatIsStoppedIsDoneAgainAfterTheNextStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.night = sleep(3 * time.Hour)
		w.start()
		w.until("2026-11-28 03:00")
		w.want("status", w.status(), "the night 2026-11-28T02:30 is under way")
		w.want("stopped", w.stop(), nil)
		w.want("time", w.now().UTC().Format("15:04"), "03:00")
		w.want("slot", w.slot, "2026-11-27T02:30")
		w.until("2026-11-28 04:00")
		w.start()
		w.until("2026-11-28 23:00")
		w.want("nights", w.nights(), "11-28 02:30, 11-28 04:00")
		w.want("slot", w.slot, "2026-11-28T02:30")
		w.want("stopped", w.stop(), nil)
	})
}

func TestANightThatFinishesAlthoughItIsStoppedIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.night = func(ctx context.Context) error {
			<-ctx.Done()
			time.Sleep(30 * time.Second) // it commits what it has
			return nil
		}
		w.start()
		w.until("2026-11-28 03:00")
		w.want("stopped", w.stop(), nil)
		w.want("slot", w.slot, "2026-11-28T02:30")
	})
}

func TestANightThatDoesNotStopIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		stuck := make(chan struct{})
		w.night = func(context.Context) error { <-stuck; return nil }
		w.start()
		w.until("2026-11-28 03:00")
		if err := w.stop(); err == nil || !strings.Contains(err.Error(), "was told to end and does not") {
			t.Errorf("stopped: %v", err)
		}
		w.want("slot", w.slot, "2026-11-27T02:30")
		close(stuck)
	})
}

func TestANightThatTakesTooLongIsEndedAndTheLoopGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.night = sleep(20 * time.Hour)
		w.start()
		w.until("2026-11-28 08:29")
		w.want("status", w.status(), "the night 2026-11-28T02:30 is under way")
		w.until("2026-11-28 08:32")
		w.want("status", w.status(), "next run 2026-11-29 02:30 UTC; the last one failed")
		w.change(func() { w.night = nil })
		w.until("2026-11-29 03:00")
		w.want("nights", w.nights(), "11-28 02:30, 11-29 02:30")
		w.want("status", w.status(), "next run 2026-11-30 02:30 UTC")
		w.want("stopped", w.stop(), nil)
	})
}

func TestAHungNightIsNotFedForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.daemon.Watchdog = 40 * time.Second
		stuck := make(chan struct{})
		w.night = func(context.Context) error { <-stuck; return nil }
		w.start()
		if err := <-w.ended; err == nil || !strings.Contains(err.Error(), "was to end after 6h0m0s and does not") {
			t.Errorf("ended: %v", err)
		}
		if late := w.now().Sub(w.at("2026-11-28 08:31")); late < 0 || late > time.Minute {
			t.Errorf("ended at %s", w.now().UTC())
		}
		close(stuck)
	})
}

func TestTheWatchdogHearsOfTheLoopAtHalfItsInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.daemon.Watchdog = 40 * time.Second
		w.night = sleep(time.Hour)
		var fed []time.Time
		w.daemon.Notify = func(state string) {
			if state == "WATCHDOG=1" {
				fed = append(fed, time.Now())
			}
		}
		w.start()
		w.until("2026-11-28 12:00")
		w.want("stopped", w.stop(), nil)
		for i := 1; i < len(fed); i++ {
			if gap := fed[i].Sub(fed[i-1]); gap > 20*time.Second {
				t.Fatalf("silence of %s at %s", gap, fed[i])
			}
		}
		if len(fed) < 21*60*3 {
			t.Errorf("fed %d times in 21 hours", len(fed))
		}
	})
}

func TestANightThatFailsIsNotRepeatedAndEndsNothing(t *testing.T) {
	for name, night := range map[string]func(context.Context) error{
		"an error": func(context.Context) error { return errors.New("read roster: a\nb\x1b[31m") },
		"a panic":  func(context.Context) error { panic("a\x1b[31m") },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
				w.night = night
				w.start()
				w.until("2026-11-28 20:00")
				w.want("nights", w.nights(), "11-28 02:30")
				w.want("slot", w.slot, "2026-11-28T02:30")
				w.want("status", w.status(), "next run 2026-11-29 02:30 UTC; the last one failed")
				if log := w.log.String(); !strings.Contains(log, "the night failed") || strings.Contains(log, "\x1b") {
					t.Error(log)
				}
				w.until("2026-11-30 12:00")
				w.want("nights", w.nights(), "11-28 02:30, 11-29 02:30, 11-30 02:30")
				w.want("stopped", w.stop(), nil)
			})
		})
	}
}

func TestABrokenConfigurationIsToldAndWaitedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.start()
		w.until("2026-11-28 12:00")
		w.change(func() { w.broken = errors.New("reconcile.yaml:3:1: unknown key `polisy`\nreconcile.yaml:9:5: no") })
		w.until("2026-11-28 12:05")
		w.want("status", w.status(),
			"no night can begin, the configuration is broken: reconcile.yaml:3:1: unknown key `polisy`; reconcile.yaml:9:5: no")
		w.until("2026-12-01 09:00")
		w.want("nights", w.nights(), "11-28 02:30")
		if status := w.status(); !strings.HasPrefix(status, "the night 2026-12-01T02:30 waits: reconcile.yaml:3:1:") {
			t.Error(status)
		}
		w.want("nights that wait in the log", strings.Count(w.log.String(), "waits: reconcile.yaml:3:1"), 3)
		w.want("faults in the log", strings.Count(w.log.String(), `msg="the configuration is broken`), 1)
		w.change(func() { w.broken = nil })
		w.until("2026-12-01 09:02")
		w.want("nights", w.nights(), "11-28 02:30, 12-01 09:01")
		w.want("status", w.status(), "next run 2026-12-02 02:30 UTC")
		w.want("stopped", w.stop(), nil)
	})
}

func TestAConfigurationThatIsBrokenAtFirstIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.change(func() { w.broken = errors.New("reconcile.yaml:3:1: no") })
		w.start()
		w.want("ended", <-w.ended, w.broken)
		w.change(func() { w.broken, w.locked = nil, errors.New("the disk is full") })
		w.start()
		w.want("ended", <-w.ended, w.locked)
		w.want("states", len(w.states), 0)
	})
}

func TestAnotherScheduleHoldsWithoutARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.start()
		w.until("2026-11-27 20:00")
		w.change(func() { w.expressions = []string{"0 23 * * *", "30 12 * * sat"} })
		w.until("2026-11-28 22:00")
		w.want("nights", w.nights(), "11-27 23:00, 11-28 12:30")
		w.want("status", w.status(), "next run 2026-11-28 23:00 UTC")
		w.want("stopped", w.stop(), nil)
	})
}

func TestAClockThatJumpsLosesAndRepeatsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "Europe/Madrid", "2026-11-27 15:00", "30 2 * * *")
		w.start()
		w.until("2026-11-28 02:40")
		w.set("2026-11-28 01:40") // back by an hour, before the slot that was done
		w.until("2026-11-28 20:00")
		w.want("nights", w.nights(), "11-28 02:30")
		w.set("2026-11-29 20:00") // on by a day
		w.until("2026-11-29 20:02")
		w.want("nights", w.nights(), "11-28 02:30, 11-29 20:01")
		w.until("2026-11-30 12:00")
		w.want("nights", w.nights(), "11-28 02:30, 11-29 20:01, 11-30 02:30")
		w.set("2031-01-01 12:00") // a clock that is wrong by years, for a while
		w.until("2031-01-01 12:05")
		w.set("2026-12-01 12:00")
		w.until("2026-12-02 12:00")
		w.want("nights", w.nights(), "11-28 02:30, 11-29 20:01, 11-30 02:30, 01-01 12:01, 12-01 12:01, 12-02 02:30")
		w.want("stopped", w.stop(), nil)
	})
}

func TestAJumpOfTheClockDoesNotEndANight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.night = sleep(time.Hour)
		w.start()
		w.until("2026-11-28 02:45")
		w.set("2026-11-29 02:45")
		w.until("2026-11-29 03:15")
		w.want("status", w.status(), "the night 2026-11-28T02:30 is under way")
		w.until("2026-11-29 12:00")
		// the second night was due when the first one ended
		w.want("nights", w.nights(), "11-28 02:30, 11-29 03:30")
		w.want("stopped", w.stop(), nil)
	})
}

func TestANightThatMeetsAnotherRunIsDoneLaterAndNotLost(t *testing.T) {
	busy := fmt.Errorf("begin: %w", &store.LockedError{PID: 7, Since: time.Date(2026, 11, 27, 14, 0, 0, 0, time.UTC)})
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.change(func() { w.locked = busy }) // from the start: somebody runs a night by hand
		w.start()
		w.until("2026-11-27 16:00")
		w.want("status", w.status(), "the schedule waits: begin: another run is under way, process 7 since 2026-11-27T14:00:00Z: wait for its end")
		w.change(func() { w.locked = nil })
		w.until("2026-11-27 16:02")
		w.want("status", w.status(), "next run 2026-11-28 02:30 UTC")
		w.until("2026-11-28 01:00")
		w.change(func() { w.locked = busy })
		w.until("2026-11-28 04:00")
		w.want("nights", w.nights(), "")
		w.change(func() { w.locked = nil })
		w.until("2026-11-28 12:00")
		w.want("nights", w.nights(), "11-28 04:01")

		// the other one comes between the look at the memory and the night
		tries := 0
		w.change(func() {
			w.night = func(context.Context) error {
				if tries++; tries < 3 {
					return busy
				}
				return nil
			}
		})
		w.until("2026-11-29 12:00")
		w.want("nights", w.nights(), "11-28 04:01, 11-29 02:30, 11-29 02:31, 11-29 02:32")
		w.want("slot", w.slot, "2026-11-29T02:30")
		w.want("stopped", w.stop(), nil)
	})
}

func TestWhatAnotherProcessDidIsNotDoneAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.start()
		w.until("2026-11-28 02:29")
		w.change(func() { w.slot = "2026-11-28T02:30" })
		w.until("2026-11-29 12:00")
		w.want("nights", w.nights(), "11-29 02:30")
		w.want("stopped", w.stop(), nil)
	})
}

func TestASlotThatCannotBeRememberedIsDoneOnceAndRememberedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, "UTC", "2026-11-27 15:00", "30 2 * * *")
		w.night = func(context.Context) error {
			w.change(func() { w.locked = errors.New("the disk is full") })
			return nil
		}
		w.start()
		w.until("2026-11-28 12:00")
		w.want("nights", w.nights(), "11-28 02:30")
		w.want("slot", w.slot, "2026-11-27T02:30")
		w.want("in the log", strings.Count(w.log.String(), "the disk is full"), 1)
		w.change(func() { w.locked = nil })
		w.until("2026-11-28 12:02")
		w.want("slot", w.slot, "2026-11-28T02:30")
		w.want("stopped", w.stop(), nil)
	})
}
