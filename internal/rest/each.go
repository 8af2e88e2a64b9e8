package rest

import (
	"context"
	"errors"
	"sync"
)

// Each does something for every item, as many at a time as the target takes requests. The first failure ends the rest; of
// several, that of the first item is returned, if it is not merely one that was ended.
func Each[T any](ctx context.Context, s *Session, items []T, do func(ctx context.Context, i int, item T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, len(items))
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(s.client.config.Concurrent, len(items)) {
		wait.Go(func() {
			for i := range next {
				if errs[i] = do(ctx, i, items[i]); errs[i] != nil {
					cancel()
				}
			}
		})
	}
	for i := range items {
		select {
		case next <- i:
			continue
		case <-ctx.Done():
			errs[i] = ctx.Err()
		}
		break
	}
	close(next)
	wait.Wait()
	var ended error
	for _, err := range errs {
		switch {
		case err == nil:
		case !errors.Is(err, context.Canceled):
			return err
		case ended == nil:
			ended = err
		}
	}
	return ended
}
