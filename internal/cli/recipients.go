package cli

import (
	"context"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/recipients"
	"reconcile/internal/store"
)

// book knows who may be mailed today by the last good roster and the configuration.
func (a *App) book(ctx context.Context, cfg *config.Config, s *store.Store) (*recipients.Book, error) {
	var people []access.Person
	var standings []access.Standing
	for p, err := range s.PeopleOn(ctx, cfg.Day(a.Now(), nil)) {
		if err != nil {
			return nil, err
		}
		people = append(people, p)
		standings = append(standings, access.Stand(&p, cfg.Day(a.Now(), &p), cfg.Judge.Standing))
	}
	return recipients.NewBook(people, standings, cfg.Mail.Allow, cfg.DomainAliases), nil
}
