package rest

import (
	"context"
	"sync"
	"time"

	"reconcile/internal/secret"
)

// Expiring fetches a secret that ends, and again shortly before it does: a token that a longer-lived credential is turned
// into.
func Expiring(now func() time.Time, fetch func(ctx context.Context) (text secret.String, until time.Time, err error)) Source {
	const early = 5 * time.Minute
	var mu sync.Mutex
	var known secret.String
	var end time.Time
	return func(ctx context.Context) (secret.String, error) {
		mu.Lock()
		defer mu.Unlock()
		if known.IsZero() || !now().Before(end.Add(-early)) {
			text, until, err := fetch(ctx)
			if err != nil {
				return secret.String{}, err
			}
			known, end = text, until
		}
		return known, nil
	}
}
