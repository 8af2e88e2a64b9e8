// Package deliver makes mails of stored runs and sees to it that each arrives at least once: they are put into the store's
// outbox as they will be sent, and tried from there until the server takes them or three days have passed.
package deliver

import (
	"io"
	netmail "net/mail"
	"time"

	"reconcile/internal/mail"
	"reconcile/internal/recipients"
)

// Settings say who is mailed what.
type Settings struct {
	From    netmail.Address
	Reports []Report
	// Owners are the targets that each owner, by address, answers for.
	Owners map[string][]string
	// Book knows who may be mailed.
	Book *recipients.Book
	// Sign signs a message, nil where the server does.
	Sign func([]byte) ([]byte, error)
	// Zone is where days are told; Now the clock; Random what message ids are made of.
	Zone   *time.Location
	Now    func() time.Time
	Random io.Reader
}

// Report is one mail that is sent time and again.
type Report struct {
	To []string
	// Owners: each owner gets the part on their targets.
	Owners bool
	// When is findings, changes, always, daily, weekly, monthly, quarterly or yearly.
	When string
	// Name is which report.
	Name string
	// Attach are the kinds of files that go along: xlsx, csv, html, json.
	Attach []string
	// Confidential reports show who is leaving; never to themselves.
	Confidential bool
}

// kind names what is sent, so that it is sent once for each run, and known when it was sent last.
func (r *Report) kind(owner bool) string {
	kind := r.Name + " " + r.When
	if owner {
		kind += " owners"
	}
	if r.Confidential {
		kind += " confidential"
	}
	return kind
}

// Sender sends what waits in an outbox.
type Sender struct {
	Transport mail.Transport
	// From is the address of the envelope.
	From string
	// Book knows who may be mailed now; nil: whoever could be when the message was made.
	Book *recipients.Book
	Now  func() time.Time
}
