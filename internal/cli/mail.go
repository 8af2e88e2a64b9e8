package cli

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/deliver"
	"reconcile/internal/fold"
	"reconcile/internal/mail"
	"reconcile/internal/night"
	"reconcile/internal/store"
	"reconcile/reports"
)

// deliver mails the last whole night to whom the configuration says, and whatever waits from earlier ones. Where something
// could not be mailed it says so, and the outcome is partial: the night itself is done.
func (a *App) deliver(ctx context.Context, path string, quiet bool) error {
	cfg, err := config.Load(path, kinds())
	if err != nil {
		return usage{err}
	}
	if cfg.Mail == nil || cfg.Store == "" {
		return nil
	}
	s, err := store.Open(ctx, night.StorePath(cfg), store.Options{Now: a.Now})
	if err != nil {
		return err
	}
	unmailed, err := a.queue(ctx, cfg, s)
	if err == nil {
		err = worse(unmailed, a.send(ctx, cfg, s, quiet, false))
	}
	var wrong usage
	if errors.As(err, &wrong) {
		a.warn("the run is stored, and nothing was mailed: %s; once that is mended, `report send` mails it", wrong)
		err = &outcome{exitPartial}
	}
	return errors.Join(err, s.Close())
}

// unmailed notes of a run that nothing of it is to be mailed, by whoever mails next either.
func (a *App) unmailed(ctx context.Context, path string, run *access.Run) error {
	cfg, err := config.Load(path, kinds())
	if err != nil {
		return usage{err}
	}
	if cfg.Mail == nil || cfg.Store == "" {
		return nil
	}
	s, err := store.Open(ctx, night.StorePath(cfg), store.Options{Now: a.Now})
	if err != nil {
		return err
	}
	number, err := s.Number(ctx, run.Run.ID)
	if err == nil && number != 0 {
		err = s.Enqueue(ctx, number, nil)
	}
	return errors.Join(err, s.Close())
}

// queue puts the mails of the last whole night into the outbox, if that was not done yet. Where somebody may not be mailed of
// whom the report does not say so, it is said here, and the outcome is partial.
func (a *App) queue(ctx context.Context, cfg *config.Config, s *store.Store) (unmailed, err error) {
	settings, err := a.mailSettings(ctx, cfg, s)
	if err != nil {
		return nil, err
	}
	q, err := deliver.Queue(ctx, s, settings)
	for _, why := range q.Refused {
		a.warn("a report is not mailed, and does not say so: %s; mail goes by the last good roster", why)
		unmailed = &outcome{exitPartial}
	}
	return unmailed, err
}

// send sends what waits in the outbox.
func (a *App) send(ctx context.Context, cfg *config.Config, s *store.Store, quiet, all bool) error {
	sender, err := a.sender(ctx, cfg)
	if err != nil {
		return err
	}
	if sender.Book, err = a.book(ctx, cfg, s); err != nil {
		return err
	}
	r, err := sender.Send(ctx, s, night.StorePath(cfg), all)
	if err != nil {
		return err
	}
	if !quiet && r.Sent > 0 {
		a.warn("%s sent", mails(r.Sent))
	}
	if !quiet && all && r.Sent == 0 && r.Complete() {
		a.warn("no mail waits to be sent")
	}
	for _, m := range r.Failed {
		a.warn("mail to %s was given up: %s", m.Recipient, m.Error)
	}
	for _, m := range r.Waiting {
		a.warn("mail to %s waits to be tried again: %s", m.Recipient, m.Error)
	}
	if n := len(r.Later); n > 0 {
		next := slices.MinFunc(r.Later, func(a, b store.Message) int { return a.Due.Compare(b.Due) })
		a.warn("%s of earlier runs not tried now: next at %s, or at once by `report send`; the last time the answer was: %s",
			mails(n), next.Due.In(cfg.Timezone).Format("15:04"), next.Error)
	}
	if r.Elsewhere {
		a.warn("another process is sending mails: it sends these too")
		return nil
	}
	if !r.Complete() {
		return &outcome{exitPartial}
	}
	return nil
}

// mails counts them.
func mails(n int) string {
	return counted(n, "mail", "mails")
}

// warn tells on stderr of something that went wrong and ended nothing.
func (a *App) warn(format string, args ...any) {
	fmt.Fprintln(a.Err, "reconcile: "+fold.Clean(fmt.Sprintf(format, args...)))
}

// sender is how mails go out.
func (a *App) sender(ctx context.Context, cfg *config.Config) (*deliver.Sender, error) {
	m := cfg.Mail
	t := mail.Transport{
		Server: m.Server, Security: mail.Security(m.Security), Username: m.Username, Auth: mail.Auth(m.Auth),
	}
	if m.Username != "" {
		var err error
		if t.Password, err = m.Password.Resolve(ctx, cfg.Dir); err != nil {
			return nil, usage{fmt.Errorf("`mail: password:`: %w", err)}
		}
	}
	if m.CA != "" {
		pem, err := os.ReadFile(m.CA)
		if err != nil {
			return nil, usage{fmt.Errorf("`mail: ca:`: %w", err)}
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return nil, usagef("`mail: ca:`: %s holds no certificate in PEM", m.CA)
		}
		t.TLS = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	if name, err := os.Hostname(); err == nil {
		t.LocalName = name
	}
	return &deliver.Sender{Transport: t, From: m.From.Address, Now: a.Now}, nil
}

// checkMail makes sure that mails can be sent: secrets are there, and the server lets us in. It sends none.
func (a *App) checkMail(ctx context.Context, path string) error {
	cfg, err := config.Load(path, kinds())
	if err != nil || cfg.Mail == nil {
		return err
	}
	sender, err := a.sender(ctx, cfg)
	if err != nil {
		return err
	}
	if _, err := signature(ctx, cfg); err != nil {
		return err
	}
	session, err := mail.Dial(ctx, sender.Transport)
	if err != nil {
		return err
	}
	session.Close()
	return nil
}

// mailSettings say who is mailed what, by the configuration and the last good roster.
func (a *App) mailSettings(ctx context.Context, cfg *config.Config, s *store.Store) (*deliver.Settings, error) {
	settings := &deliver.Settings{
		From: cfg.Mail.From, Owners: map[string][]string{}, Zone: cfg.Timezone, Now: a.Now, Random: rand.Reader,
	}
	for i := range cfg.Reports {
		r := &cfg.Reports[i]
		settings.Reports = append(settings.Reports, deliver.Report{
			To: r.To, Owners: r.Owners, When: r.When, Name: r.Name, Attach: r.Attach, Confidential: r.Confidential,
		})
	}
	for _, t := range cfg.Targets {
		if owner := cfg.Judge.Targets[t.Name].Owner; owner != "" {
			settings.Owners[owner] = append(settings.Owners[owner], t.Name)
		}
	}
	var err error
	if settings.Book, err = a.book(ctx, cfg, s); err != nil {
		return nil, err
	}
	settings.Sign, err = signature(ctx, cfg)
	return settings, err
}

// signature signs mails by DKIM, nil where they are not.
func signature(ctx context.Context, cfg *config.Config) (func([]byte) ([]byte, error), error) {
	d := cfg.Mail.DKIM
	if d == nil {
		return nil, nil
	}
	text, err := d.Key.Resolve(ctx, cfg.Dir)
	if err != nil {
		return nil, usage{fmt.Errorf("`mail: dkim: key:`: %w", err)}
	}
	key, err := mail.ParseKey(text)
	if err != nil {
		return nil, usage{fmt.Errorf("`mail: dkim: key:`: %w", err)}
	}
	return mail.DKIM{Domain: d.Domain, Selector: d.Selector, Key: key}.Sign, nil
}

// SendFlags are what `report send` is asked for.
type SendFlags struct {
	ReportFlags
	To     []string
	Attach []string
}

// SendMail sends what waits in the outbox, or a stored run's report again to some addresses.
func (a *App) SendMail(ctx context.Context, f *SendFlags, id string) error {
	cfg, s, err := a.mailStore(ctx, &f.ReportFlags)
	if err != nil {
		return err
	}
	var unmailed error
	if id != "" || len(f.To) > 0 {
		err = a.resend(ctx, cfg, s, f, id)
	} else {
		unmailed, err = a.queue(ctx, cfg, s)
	}
	if err == nil {
		err = worse(unmailed, a.send(ctx, cfg, s, false, true))
	}
	return errors.Join(err, s.Close())
}

// mailStore opens the store that the configuration names, to send from it.
func (a *App) mailStore(ctx context.Context, f *ReportFlags) (*config.Config, *store.Store, error) {
	file, err := config.Find(f.Config)
	if err != nil {
		return nil, nil, usage{err}
	}
	cfg, err := config.Load(file, kinds())
	if err != nil {
		return nil, nil, usage{err}
	}
	if cfg.Mail == nil || cfg.Store == "" {
		return nil, nil, usagef("%s has no `mail:` or no `store:`: there is nothing to send, and no way", file)
	}
	s, err := store.Open(ctx, night.StorePath(cfg), store.Options{Now: a.Now})
	return cfg, s, err
}

func (a *App) resend(ctx context.Context, cfg *config.Config, s *store.Store, f *SendFlags, id string) error {
	if len(f.To) == 0 {
		return usagef("name at least one recipient by --to")
	}
	if id == "" {
		id = store.Latest
	}
	run, err := s.Document(ctx, id)
	if err != nil {
		return err
	}
	number, err := s.Number(ctx, run.Run.ID)
	if err != nil {
		return err
	}
	settings, err := a.mailSettings(ctx, cfg, s)
	if err != nil {
		return err
	}
	report := &deliver.Report{To: f.To, Name: "again", Attach: f.Attach, Confidential: f.Confidential}
	n, err := deliver.Resend(ctx, s, settings, number, run, report, "again "+a.Now().UTC().Format(time.RFC3339Nano))
	if err != nil {
		return usage{err}
	}
	a.warn("%d mails on %s", n, reports.Subject(run))
	return nil
}

// Alert mails all recipients of reports that a unit failed. It uses no store, which may be why.
func (a *App) Alert(ctx context.Context, f *ReportFlags, unit string) error {
	file, err := config.Find(f.Config)
	if err != nil {
		return usage{err}
	}
	cfg, err := config.Load(file, kinds())
	if err != nil {
		return usage{err}
	}
	if cfg.Mail == nil {
		return usagef("%s has no `mail:`: nobody can be told", file)
	}
	sender, err := a.sender(ctx, cfg)
	if err != nil {
		return err
	}
	to := alerted(cfg)
	if len(to) == 0 {
		return usagef("%s names no recipient under `reports:`: nobody can be told", file)
	}
	return sender.Alert(ctx, deliver.Alert{From: cfg.Mail.From, To: to, Company: cfg.Company, Unit: unit, Random: rand.Reader})
}

// alerted are all recipients of reports, owners too.
func alerted(cfg *config.Config) map[string]bool {
	to := map[string]bool{}
	for i := range cfg.Reports {
		for _, address := range cfg.Reports[i].To {
			to[address] = true
		}
		for _, t := range cfg.Targets {
			if owner := cfg.Judge.Targets[t.Name].Owner; owner != "" && cfg.Reports[i].Owners {
				to[owner] = true
			}
		}
	}
	return to
}
