package deliver

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	netmail "net/mail"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/mail"
	"reconcile/internal/recipients"
	"reconcile/internal/store"
	"reconcile/reports"
)

const (
	// mostAttached is how many bytes of attachments a mail carries: many servers refuse more than 20 or 25 MB, in base64.
	mostAttached = 10 << 20
	// textWidth is the width of the plain text, as mails have it.
	textWidth = 72
)

// parcel is what several recipients are sent alike.
type parcel struct {
	subject, text, html string
	attachments         []mail.Attachment
}

// composer makes the mails of one run, what is alike once.
type composer struct {
	settings *Settings
	run      *access.Run
	// inventory opens who has what, nil where that is not known. Each can be gone through once.
	inventory func() (*access.Inventory, error)
	parts     map[string]*access.Run
	parcels   map[string]*parcel
}

// part is the run's part on an owner's targets, all of it for nil.
func (c *composer) part(targets []string) *access.Run {
	if targets == nil {
		return c.run
	}
	key := fmt.Sprint(targets)
	if c.parts[key] == nil {
		c.parts[key] = reports.Part(c.run, targets)
	}
	return c.parts[key]
}

// compose makes a recipient's mail. Who is leaving, by the book or by the run itself, is shown nothing that is confidential.
func (c *composer) compose(r *Report, targets []string, who recipients.Recipient, kind string) (m store.Message, err error) {
	p, err := c.parcel(r, targets, r.Confidential && !who.Leaving && !leaving(c.run, who))
	if err != nil {
		return m, err
	}
	body, err := c.message(p, who.Address)
	if err != nil {
		return m, fmt.Errorf("mail to %s: %w", who.Address, err)
	}
	return store.Message{Kind: kind, Recipient: who.Address, Subject: p.subject, Body: body}, nil
}

// leaving reports whether a run tells that somebody is leaving.
func leaving(run *access.Run, who recipients.Recipient) bool {
	return slices.ContainsFunc(run.Findings, func(f access.Finding) bool {
		if !f.Confidential || f.Person == nil {
			return false
		}
		address, ok := fold.Email(f.Person.Email)
		return f.Person.ID == who.Person || ok && address == who.Address
	})
}

// parcel makes what a recipient of a report gets. targets are an owner's, nil for everything.
func (c *composer) parcel(r *Report, targets []string, confidential bool) (*parcel, error) {
	key := fmt.Sprint(r.Attach, targets, confidential)
	if p := c.parcels[key]; p != nil {
		return p, nil
	}
	run := c.part(targets)
	p := &parcel{subject: reports.Subject(run)}
	o := reports.Options{Width: textWidth, Confidential: confidential}
	var names []string
	left := mostAttached
	for _, kind := range r.Attach {
		name, data, err := c.attachment(run, kind, targets, o, left)
		if err != nil {
			return nil, err
		}
		if data == nil {
			continue // too large, even in short: the mail says where the rest is
		}
		left -= len(data)
		p.attachments = append(p.attachments, mail.Attachment{Name: name, ContentType: contentTypes()[kind], Data: data})
		names = append(names, name)
	}
	o.Attached = strings.Join(names, ", ")
	var text, html bytes.Buffer
	if err := reports.Text(&text, run, o); err != nil {
		return nil, err
	}
	if err := reports.Mail(&html, run, o); err != nil {
		return nil, err
	}
	p.text, p.html = text.String(), html.String()
	c.parcels[key] = p
	return p, nil
}

func contentTypes() map[string]string {
	return map[string]string{
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
		"html": "text/html; charset=utf-8", "json": "application/json",
	}
}

// attachment makes a file of a run, nil where it is larger than what is left. A workbook that is too large is made of the
// findings alone.
func (c *composer) attachment(
	run *access.Run, kind string, targets []string, o reports.Options, left int,
) (name string, data []byte, err error) {
	name = fileName(run) + "." + kind
	var b bytes.Buffer
	into := func(write func(io.Writer) error) error {
		b.Reset()
		return write(&b)
	}
	switch kind {
	case "json":
		if !o.Confidential {
			return name, nil, nil // the document shows everybody: it has no part for those who may not see it
		}
		err = into(func(w io.Writer) error { return reports.JSON(w, run) })
	case "csv":
		if !o.Confidential {
			return name, nil, nil
		}
		err = into(func(w io.Writer) error { return reports.CSV(w, run) })
	case "html":
		err = into(func(w io.Writer) error { return reports.Page(w, run, o) })
	default:
		err = into(func(w io.Writer) error { return c.workbook(w, run, targets, o) })
		if err == nil && b.Len() > left {
			err = into(func(w io.Writer) error { return reports.FindingsWorkbook(w, run, o) })
		}
	}
	if err != nil {
		return "", nil, fmt.Errorf("make %s: %w", name, err)
	}
	if b.Len() > left {
		return name, nil, nil
	}
	return name, b.Bytes(), nil
}

// workbook writes the whole workbook, of some targets only where some are given.
func (c *composer) workbook(w io.Writer, run *access.Run, targets []string, o reports.Options) error {
	inv, err := c.inventory()
	if err != nil {
		return err
	}
	if targets != nil {
		inv = inv.Of(targets)
	}
	return reports.Workbook(w, run, reports.HoldingsOf(inv), o)
}

// fileName is "acme-apps-2026-11-27": the company and the day.
func fileName(run *access.Run) string {
	var b strings.Builder
	for _, r := range fold.Text(run.Run.Company) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	return cmp.Or(strings.Trim(b.String(), "-"), "access") + "-" + run.Run.AsOf.String()
}

// message makes the mail itself.
func (c *composer) message(p *parcel, to string) ([]byte, error) {
	s := c.settings
	_, domain, _ := strings.Cut(s.From.Address, "@")
	id, err := mail.NewMessageID(domain, s.Random)
	if err != nil {
		return nil, err
	}
	b, err := mail.Build(mail.Message{
		From: s.From, To: netmail.Address{Address: to}, Subject: p.subject, MessageID: id, Date: s.Now(), Text: p.text, HTML: p.html,
		Attachments: p.attachments, Headers: headers(c.run.Run.ID),
	})
	if err != nil || s.Sign == nil {
		return b, err
	}
	return s.Sign(b)
}

// headers keep answering machines from answering (RFC 3834), and name the run.
func headers(run string) []mail.Header {
	return []mail.Header{{Name: "Auto-Submitted", Value: "auto-generated"}, {Name: "X-Reconcile-Run", Value: fold.Line(run)}}
}
