package deliver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	netmail "net/mail"
	"os"
	"slices"
	"strings"

	"reconcile/internal/fold"
	"reconcile/internal/mail"
)

// Alert says that something that should have run did not.
type Alert struct {
	From    netmail.Address
	To      map[string]bool
	Company string
	// Unit is the systemd unit that failed.
	Unit   string
	Random io.Reader
}

// Alert mails an alert at once, past the outbox. It tells of no person and of no access.
func (s *Sender) Alert(ctx context.Context, a Alert) error {
	session, err := mail.Dial(ctx, s.Transport)
	if err != nil {
		return err
	}
	defer session.Close()
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	_, domain, _ := strings.Cut(a.From.Address, "@")
	var errs []error
	for _, to := range slices.Sorted(maps.Keys(a.To)) {
		id, err := mail.NewMessageID(domain, a.Random)
		if err != nil {
			return err
		}
		b, err := mail.Build(mail.Message{
			From: a.From, To: netmail.Address{Address: to}, MessageID: id, Date: s.Now(),
			Subject: fold.Line(fmt.Sprintf("%s: %s failed: access was not checked", a.Company, a.Unit)),
			Text: fold.Line(fmt.Sprintf("The unit %s failed on %s. No report means no check: find out why by", a.Unit, host)) +
				"\n\n    journalctl -u " + fold.Line(a.Unit) + " -n 50\n\nand start it again. Findings keep their age.\n",
			Headers: headers(""),
		})
		if err == nil {
			err = session.Send(ctx, s.From, to, b)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", to, err))
		}
		if session.Broken() {
			break
		}
	}
	return errors.Join(errs...)
}
