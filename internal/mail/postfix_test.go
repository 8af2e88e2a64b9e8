package mail_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	netmail "net/mail"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"reconcile/internal/mail"
	"reconcile/internal/secret"
)

// postfix is where .ci/mail runs Postfix and Dovecot.
type postfix struct {
	submission, tls, imaps string
	roots                  *x509.CertPool
}

// running skips where nobody runs them.
func running(t *testing.T) postfix {
	t.Helper()
	text := os.Getenv("RECONCILE_TEST_MAIL")
	if text == "" {
		t.Skip("needs Postfix and Dovecot: run .ci/mail")
	}
	keys := map[string]string{}
	for field := range strings.FieldsSeq(text) {
		key, value, _ := strings.Cut(field, "=")
		keys[key] = value
	}
	authority, err := os.ReadFile(keys["ca"])
	if err != nil {
		t.Fatal(err)
	}
	p := postfix{keys["submission"], keys["tls"], keys["imaps"], x509.NewCertPool()}
	if !p.roots.AppendCertsFromPEM(authority) {
		t.Fatal("the authority's certificate cannot be read")
	}
	return p
}

func (p postfix) transport(security mail.Security, auth mail.Auth) mail.Transport {
	server := p.submission
	if security == mail.ImplicitTLS {
		server = p.tls
	}
	return mail.Transport{
		Server: server, Security: security, Auth: auth, TLS: &tls.Config{RootCAs: p.roots},
		Username: "reconcile@acme.example", Password: secret.New("reconcile's password"),
	}
}

// inbox waits for a number of messages to somebody, and returns them as they were delivered.
func (p postfix) inbox(t *testing.T, name string, want int) [][]byte {
	t.Helper()
	arrived := make(chan uint32, 100)
	c, err := imapclient.DialTLS(p.imaps, &imapclient.Options{
		TLSConfig: &tls.Config{RootCAs: p.roots},
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				arrived <- *data.NumMessages
			}
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(name+"@acme.example", name+"'s password").Wait(); err != nil {
		t.Fatal(err)
	}
	box, err := c.Select("INBOX", nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	idle, err := c.Idle()
	if err != nil {
		t.Fatal(err)
	}
	for have := box.NumMessages; have < uint32(want); {
		select {
		case have = <-arrived:
		case <-t.Context().Done():
			t.Fatal("the messages do not arrive")
		}
	}
	if err := idle.Close(); err != nil {
		t.Fatal(err)
	}
	if err := idle.Wait(); err != nil {
		t.Fatal(err)
	}
	whole := &imap.FetchItemBodySection{Peek: true}
	list, err := c.Fetch(imap.SeqSet{{Start: 1}}, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
	if err != nil {
		t.Fatal(err)
	}
	var messages [][]byte
	for _, m := range list {
		messages = append(messages, m.FindBodySection(whole))
	}
	if err := c.Logout().Wait(); err != nil {
		t.Fatal(err)
	}
	return messages
}

func TestPostfixDeliversEveryOctetUnderTLS13(t *testing.T) {
	p := running(t)
	big := make([]byte, 8<<20)
	_, _ = rand.Read(big)
	type message struct {
		mail.Message
		built []byte
	}
	var sent []message
	for i, c := range []struct {
		security mail.Security
		auth     mail.Auth
	}{
		{mail.StartTLS, mail.AuthPlain},
		{mail.ImplicitTLS, mail.AuthPlain},
		{mail.StartTLS, mail.AuthLogin},
		{mail.ImplicitTLS, mail.AuthAuto},
	} {
		session, err := dial(t, p.transport(c.security, c.auth))
		if err != nil {
			t.Fatal(err)
		}
		m := sample()
		m.MessageID = fmt.Sprintf("<%d@acme.example>", i)
		m.To = netmail.Address{Name: `Núñez, "IT" \ Ана`, Address: receiver}
		m.Subject = strings.Repeat("41 findings, año nuevo 🏴, ", 40) + "end"
		m.Text = ".\r\n..\r\nFrom the start\r\n" + strings.Repeat("long ", 500) + "\r\n"
		m.Attachments = append(m.Attachments,
			mail.Attachment{Name: "all of it.bin", Data: big},
			mail.Attachment{Name: strings.Repeat("ñ", 100) + ` "quoted"; x=y.csv`, ContentType: "text/csv", Data: []byte("\r\n.\r\n\x00")},
		)
		sent = append(sent, message{m, build(t, m)})
		if err := session.Send(t.Context(), sender, receiver, sent[i].built); err != nil {
			t.Fatal(err)
		}
	}
	arrived := p.inbox(t, "it", len(sent))
	for _, m := range sent {
		i := slices.IndexFunc(arrived, func(b []byte) bool { return bytes.HasSuffix(b, m.built) })
		if i < 0 {
			t.Errorf("message %s did not arrive as it was sent", m.MessageID)
			continue
		}
		trace := arrived[i][:len(arrived[i])-len(m.built)]
		h, _ := read(t, arrived[i])
		compare(t, t, m.Message, m.built)
		if h.Get("Return-Path") != "<"+sender+">" || h.Get("Delivered-To") != receiver {
			t.Errorf("the envelope is %s to %s", h.Get("Return-Path"), h.Get("Delivered-To"))
		}
		for _, want := range []string{"using TLSv1.3", "Authenticated sender: " + username, "with ESMTPSA"} {
			if !bytes.Contains(trace, []byte(want)) {
				t.Errorf("message %s: %q is not in %q", m.MessageID, want, trace)
			}
		}
	}
}

func TestPostfixRefusesOneRecipientAndTakesTheNext(t *testing.T) {
	p := running(t)
	session, err := dial(t, p.transport(mail.StartTLS, mail.AuthAuto))
	if err != nil {
		t.Fatal(err)
	}
	e := fault(t, session.Send(t.Context(), sender, "gone@acme.example", build(t, plain())))
	if e.Stage != mail.StageRecipient || e.Code != 550 || e.EnhancedCode != "5.1.1" || e.Temporary || session.Broken() {
		t.Errorf("%+v", e)
	}
	// signed, so that what Postfix does to a message on its way is seen
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := mail.DKIM{Domain: "acme.example", Selector: "night", Key: key}.Sign(build(t, plain()))
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Send(t.Context(), sender, "cto@acme.example", signed); err != nil {
		t.Fatal(err)
	}
	got := p.inbox(t, "cto", 1)
	if len(got) != 1 || verify(t, got[0], "v=DKIM1; k=ed25519; p="+base64.StdEncoding.EncodeToString(public)) != 1 {
		t.Errorf("%d messages, or the signature does not hold", len(got))
	}
}

func TestPostfixRefusesAMessageAboveItsSize(t *testing.T) {
	p := running(t)
	session, err := dial(t, p.transport(mail.ImplicitTLS, mail.AuthAuto))
	if err != nil {
		t.Fatal(err)
	}
	m := sample()
	m.Attachments[0].Data = make([]byte, 12<<20)
	e := fault(t, session.Send(t.Context(), sender, "it@acme.example", build(t, m)))
	if e.Temporary || e.Hint != "attach less" || session.Broken() {
		t.Errorf("%+v", e)
	}
}

func TestPostfixRefusesAWrongPasswordAndNoneAtAll(t *testing.T) {
	p := running(t)
	for _, auth := range []mail.Auth{mail.AuthPlain, mail.AuthLogin} {
		transport := p.transport(mail.StartTLS, auth)
		transport.Password = secret.New("it's password")
		_, err := dial(t, transport)
		e := fault(t, err)
		if e.Stage != mail.StageAuth || e.Code != 535 || e.Temporary || !e.Settings() {
			t.Errorf("%s: %+v", auth, e)
		}
	}
	transport := p.transport(mail.StartTLS, mail.AuthAuto)
	transport.Username, transport.Password = "", secret.String{}
	session, err := dial(t, transport)
	if err != nil {
		t.Fatal(err)
	}
	if e := fault(t, session.Send(t.Context(), sender, "elsewhere@firm.example", build(t, plain()))); e.Code != 554 || e.Temporary {
		t.Errorf("%+v", e)
	}
}

func TestPostfixIsNotTrustedWithoutItsAuthority(t *testing.T) {
	transport := running(t).transport(mail.StartTLS, mail.AuthAuto)
	transport.TLS = nil
	_, err := dial(t, transport)
	if e := fault(t, err); e.Stage != mail.StageTLS || e.Temporary || !strings.Contains(e.Hint, "`ca:`") {
		t.Errorf("%+v", e)
	}
}
