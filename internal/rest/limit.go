package rest

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter keeps a target's requests within its limits: so many a second, so many at a time, none while the app wants none.
type limiter struct {
	rate  *rate.Limiter
	slots chan struct{}

	mu sync.Mutex
	// until is when the app takes requests again.
	until time.Time
}

// limitError says why a request would have to wait too long.
type limitError struct{ why error }

func (e *limitError) Error() string { return e.why.Error() }

func newLimiter(perSecond float64, burst, concurrent int) *limiter {
	limit := rate.Inf
	if perSecond > 0 {
		limit = rate.Limit(perSecond)
	}
	return &limiter{rate: rate.NewLimiter(limit, max(burst, 1)), slots: make(chan struct{}, concurrent)}
}

// enter waits for a slot and for the limits, and returns how long the app's own made it wait. Where it returns no error,
// leave gives the slot back.
func (l *limiter) enter(ctx context.Context, env *Env, spend func(int, time.Time, time.Time) error) (time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case l.slots <- struct{}{}:
	}
	now := env.Now()
	l.mu.Lock()
	pause := max(l.until.Sub(now), 0)
	l.mu.Unlock()
	if pause > 0 {
		if err := spend(0, now, now.Add(pause)); err != nil {
			l.leave()
			return 0, &limitError{err}
		}
	}
	if delay := max(pause, l.rate.ReserveN(now, 1).DelayFrom(now)); delay > 0 {
		if err := env.Sleep(ctx, delay); err != nil {
			l.leave()
			return 0, err
		}
	}
	return pause, nil
}

func (l *limiter) leave() { <-l.slots }

// learn reads in an answer's header whether the app takes no more requests for now.
func (l *limiter) learn(h http.Header, now time.Time) {
	wait, exhausted := exhausted(h, now)
	if !exhausted {
		return
	}
	l.hold(now.Add(wait))
}

// hold lets nothing be sent until then.
func (l *limiter) hold(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.until) {
		l.until = until
	}
}

// retryAfter reads Retry-After: seconds, whole or not, or an HTTP date (RFC 9110, section 10.2.3).
func retryAfter(h http.Header, now time.Time) (wait time.Duration, ok bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		return duration(seconds)
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(at.Sub(now), 0), true
	}
	return 0, false
}

// duration turns seconds into a duration within a century.
func duration(seconds float64) (time.Duration, bool) {
	const century = 100 * 365 * 24 * 3600
	if !(seconds >= 0 && seconds < century) {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}

// exhausted reports whether an answer says that no request is left, and for how long. Vendors write X-RateLimit-Remaining
// and -Reset; drafts of the IETF (httpapi-ratelimit-headers) RateLimit-Remaining and -Reset, later RateLimit with both.
func exhausted(h http.Header, now time.Time) (time.Duration, bool) {
	for _, prefix := range []string{"X-RateLimit-", "X-Rate-Limit-", "RateLimit-"} {
		if strings.TrimSpace(h.Get(prefix+"Remaining")) == "0" {
			if wait, ok := reset(h.Get(prefix+"Reset"), now); ok {
				return wait, true
			}
		}
	}
	return combined(h.Get("RateLimit"))
}

// reset reads when a limit begins anew: seconds from now, seconds or milliseconds since 1970, or a time as RFC 3339 has it.
func reset(text string, now time.Time) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return max(at.Sub(now), 0), true
	}
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || !(n >= 0 && n < 1e14):
		return 0, false
	case n > 1e12:
		return max(time.UnixMilli(int64(n)).Sub(now), 0), true
	case n > 1e9:
		return max(time.Unix(int64(n), 0).Sub(now), 0), true
	}
	return duration(n)
}

// combined reads `"default";r=0;t=30`, and the older `limit=100, remaining=0, reset=30`.
func combined(text string) (time.Duration, bool) {
	left, seconds := -1, -1.0
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == ',' }) {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			continue
		}
		switch strings.ToLower(name) {
		case "r", "remaining":
			left = int(n)
		case "t", "reset":
			seconds = n
		}
	}
	if left != 0 || seconds < 0 {
		return 0, false
	}
	return duration(seconds)
}
