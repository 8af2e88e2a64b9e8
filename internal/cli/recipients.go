package cli

import (
	"context"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/fold"
	"reconcile/internal/recipients"
	"reconcile/internal/store"
)

// book knows who may be mailed today by the last good roster and the configuration.
func (a *App) book(ctx context.Context, cfg *config.Config, s *store.Store) (*recipients.Book, error) {
	var people []access.Person
	var standings []access.Standing
	for p, err := range s.PeopleOn(ctx, access.DayOf(a.Now().In(cfg.Timezone))) {
		if err != nil {
			return nil, err
		}
		people = append(people, p)
		standings = append(standings, access.Stand(&p, a.day(cfg, &p), cfg.Judge.Standing))
	}
	return recipients.NewBook(people, standings, cfg.Mail.Allow, cfg.DomainAliases), nil
}

// day is today where a person works, as the night has it.
func (a *App) day(cfg *config.Config, p *access.Person) access.Date {
	for _, location := range p.Attributes.Location {
		if zone, ok := cfg.Zones[fold.Text(location)]; ok {
			return access.DayOf(a.Now().In(zone))
		}
	}
	return access.DayOf(a.Now().In(cfg.Timezone))
}
