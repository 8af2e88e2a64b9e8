package mail_test

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"

	"reconcile/internal/mail"
	"reconcile/internal/secret"
)

func TestAMessageArrivesByEveryWayOfTLSAndOfSigningIn(t *testing.T) {
	token := func(context.Context) (secret.String, error) { return secret.New(password), nil }
	for name, c := range map[string]struct {
		security mail.Security
		offered  []string
		change   func(*mail.Transport)
	}{
		"STARTTLS, PLAIN":              {mail.StartTLS, []string{sasl.Plain, sasl.Login}, func(*mail.Transport) {}},
		"STARTTLS unless said":         {"", []string{sasl.Plain}, func(*mail.Transport) {}},
		"STARTTLS, LOGIN":              {mail.StartTLS, []string{sasl.Plain, sasl.Login}, func(t *mail.Transport) { t.Auth = mail.AuthLogin }},
		"STARTTLS, LOGIN for want":     {mail.StartTLS, []string{sasl.Login}, func(*mail.Transport) {}},
		"STARTTLS, XOAUTH2":            {mail.StartTLS, []string{"XOAUTH2"}, func(t *mail.Transport) { t.Auth = mail.AuthXOAUTH2 }},
		"STARTTLS, XOAUTH2 by a token": {mail.StartTLS, []string{sasl.Plain, "XOAUTH2"}, func(t *mail.Transport) { t.Token, t.Password = token, secret.String{} }},
		"TLS, PLAIN":                   {mail.ImplicitTLS, []string{sasl.Plain}, func(*mail.Transport) {}},
		"TLS, LOGIN":                   {mail.ImplicitTLS, []string{sasl.Login}, func(*mail.Transport) {}},
		"TLS, XOAUTH2":                 {mail.ImplicitTLS, []string{"XOAUTH2"}, func(t *mail.Transport) { t.Token = token }},
		"TLS 1.2":                      {mail.StartTLS, []string{sasl.Plain}, func(t *mail.Transport) { t.TLS.MaxVersion = tls.VersionTLS12 }},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, c.security == mail.ImplicitTLS, func(s *server) { s.mechanisms, s.required = c.offered, true })
			transport := s.transport(c.security)
			c.change(&transport)
			session, err := dial(t, transport)
			if err != nil {
				t.Fatal(err)
			}
			message := build(t, sample())
			if err := session.Send(t.Context(), sender, receiver, message); err != nil {
				t.Fatal(err)
			}
			got := s.got()
			if len(got) != 1 || got[0].from != sender || got[0].to != receiver || got[0].data != string(message) {
				t.Errorf("the server has %+v", got)
			}
		})
	}
}

func TestNothingIsSaidInClear(t *testing.T) {
	// the server would take it, as the library's own Send would hand it over
	heard := make(chan string, 10)
	transport := play(t, func(s *script) {
		s.hello("AUTH PLAIN LOGIN")
		for line := s.hear(); line != ""; line = s.hear() {
			heard <- line
			s.say("250 OK")
		}
		close(heard)
	})
	transport.Security = mail.StartTLS
	transport.Username, transport.Password = username, secret.New(password)
	_, err := dial(t, transport)
	e := fault(t, err)
	if e.Stage != mail.StageTLS || e.Temporary || !e.Settings() || !strings.Contains(e.Hint, "`security: tls`") {
		t.Errorf("%+v", e)
	}
	for line := range heard {
		t.Errorf("the server heard %q", line)
	}
}

func TestAStrippedSTARTTLSIsRefused(t *testing.T) {
	for name, answer := range map[string]func(*script){
		"the extension is cut out": func(s *script) { s.hello("XXXXXXXX", "AUTH PLAIN"); s.hear() },
		"the command is refused":   func(s *script) { s.hello("STARTTLS", "AUTH PLAIN"); s.hear(); s.say("454 4.7.0 not now"); s.hear() },
		"the command is not known": func(s *script) { s.hello("STARTTLS"); s.hear(); s.say("502 what?"); s.hear() },
		"EHLO is not known": func(s *script) {
			s.say("220 here")
			s.hear()
			s.say("502 what?")
			s.hear()
			s.say("250 here")
			s.hear()
		},
		"something else answers TLS": func(s *script) {
			s.hello("STARTTLS")
			s.hear()
			s.say("220 go on")
			if _, err := s.in.Peek(1); err == nil {
				s.say("250 this is not TLS at all")
			}
		},
	} {
		transport := play(t, answer)
		transport.Security = mail.StartTLS
		_, err := dial(t, transport)
		if e := fault(t, err); e.Stage != mail.StageTLS || e.Temporary != (e.Code == 454) || e.Settings() == e.Temporary {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestWhatIsSaidBeforeTLSIsForgottenAfterIt(t *testing.T) {
	certificate, roots := authority(t)
	transport := play(t, func(s *script) {
		s.hello("STARTTLS", "SIZE 1", "AUTH PLAIN")
		s.hear()
		// an attacker's reply, put in before TLS begins
		s.say("220 go on\r\n250-here\r\n250-SIZE 1\r\n250 AUTH EVIL")
		s.Conn = tls.Server(s.Conn, &tls.Config{Certificates: []tls.Certificate{certificate}})
		s.in.Reset(s.Conn)
		s.hear()
		s.say("250 here")
		s.upTo("DATA")
	})
	transport.Security, transport.TLS = mail.StartTLS, &tls.Config{RootCAs: roots}
	session, err := dial(t, transport)
	if err == nil {
		// it is not even looked at: only what came under TLS counts
		err = send(t, session, "A: b\r\n\r\nlonger than one octet\r\n")
	}
	if e := fault(t, err); strings.Contains(e.Error(), "EVIL") || strings.Contains(e.Hint, "attach less") {
		t.Errorf("%+v", e)
	}
}

func TestAServerThatCannotShowWhoItIsIsRefused(t *testing.T) {
	_, others := authority(t)
	for name, c := range map[string]struct {
		change func(*mail.Transport)
		hint   string
	}{
		"an authority nobody knows": {func(t *mail.Transport) { t.TLS = nil }, "`ca:`"},
		"another authority":         {func(t *mail.Transport) { t.TLS.RootCAs = others }, "`ca:`"},
		"another name":              {func(t *mail.Transport) { t.TLS.ServerName = "smtp.acme.example" }, "the name that stands in its certificate"},
		"verification switched off": {func(t *mail.Transport) { t.TLS = &tls.Config{InsecureSkipVerify: true} }, "`ca:`"},
		"a certificate of the past": {func(t *mail.Transport) { t.TLS.Time = func() time.Time { return time.Now().AddDate(1, 0, 0) } }, "valid certificate"},
	} {
		for _, security := range []mail.Security{mail.StartTLS, mail.ImplicitTLS} {
			s := serve(t, security == mail.ImplicitTLS, nil)
			transport := s.transport(security)
			c.change(&transport)
			_, err := dial(t, transport)
			e := fault(t, err)
			if e.Stage != mail.StageTLS || e.Temporary || !e.Settings() || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("%s, %s: %+v", name, security, e)
			}
		}
	}
}

func TestTLSOlderThan12IsRefused(t *testing.T) {
	s := serve(t, false, func(s *server) { s.TLSConfig.MaxVersion = tls.VersionTLS11; s.TLSConfig.MinVersion = tls.VersionTLS10 })
	transport := s.transport(mail.StartTLS)
	transport.TLS.MinVersion = tls.VersionTLS10
	_, err := dial(t, transport)
	if e := fault(t, err); e.Stage != mail.StageTLS || e.Temporary {
		t.Errorf("%+v", e)
	}
}

func TestTheWrongPortIsNamed(t *testing.T) {
	s := serve(t, false, nil)
	_, err := dial(t, s.transport(mail.ImplicitTLS))
	if e := fault(t, err); e.Stage != mail.StageTLS || e.Temporary || !strings.Contains(e.Hint, "465 is tls") {
		t.Errorf("%+v", e)
	}
}

func TestARefusedPasswordIsAMatterOfSettings(t *testing.T) {
	for _, auth := range []mail.Auth{mail.AuthPlain, mail.AuthLogin, mail.AuthXOAUTH2} {
		s := serve(t, false, func(s *server) { s.mechanisms = []string{sasl.Plain, sasl.Login, "XOAUTH2"} })
		transport := s.transport(mail.StartTLS)
		transport.Auth, transport.Password = auth, secret.New("another")
		_, err := dial(t, transport)
		e := fault(t, err)
		if e.Stage != mail.StageAuth || e.Code != 535 || e.EnhancedCode != "5.7.8" || e.Temporary || !e.Settings() ||
			!strings.Contains(e.Hint, "check `username` and `password`") {
			t.Errorf("%s: %+v", auth, e)
		}
	}
}

func TestWhatTheServerOffersToSignInIsNamed(t *testing.T) {
	for _, offered := range [][]string{{"CRAM-MD5", "GSSAPI"}, nil} {
		s := serve(t, false, func(s *server) { s.mechanisms = offered })
		_, err := dial(t, s.transport(mail.StartTLS))
		e := fault(t, err)
		if e.Stage != mail.StageAuth || !e.Settings() || !strings.Contains(e.Text, "PLAIN or LOGIN") {
			t.Errorf("%+v", e)
		}
		if len(offered) > 0 && !strings.Contains(e.Text, "CRAM-MD5, GSSAPI") {
			t.Errorf("%+v", e)
		}
	}
}

func TestATokenThatCannotBeHadStopsTheSigningIn(t *testing.T) {
	s := serve(t, false, func(s *server) { s.mechanisms = []string{"XOAUTH2"} })
	transport := s.transport(mail.StartTLS)
	transport.Token = func(context.Context) (secret.String, error) { return secret.String{}, errors.New("the grant is gone") }
	_, err := dial(t, transport)
	if e := fault(t, err); e.Stage != mail.StageAuth || !e.Settings() || !strings.Contains(e.Text, "the grant is gone") {
		t.Errorf("%+v", e)
	}
}

func TestAServerThatEchoesThePasswordDoesNotSpreadIt(t *testing.T) {
	certificate, roots := authority(t)
	for _, auth := range []mail.Auth{mail.AuthPlain, mail.AuthLogin, mail.AuthXOAUTH2} {
		transport := play(t, func(s *script) {
			s.hello("STARTTLS")
			s.hear()
			s.secured(certificate)
			s.hear()
			s.say("250-here\r\n250 AUTH PLAIN LOGIN XOAUTH2")
			line := s.hear()
			if line == "AUTH LOGIN" {
				for range 2 {
					s.say("334 ")
					line += " " + s.hear()
				}
			}
			s.say("535-5.7.8 I do not like %s\r\n535 5.7.8 nor %s", line, password)
			s.upTo("QUIT")
		})
		transport.Security, transport.TLS, transport.Auth = mail.StartTLS, &tls.Config{RootCAs: roots}, auth
		transport.Username, transport.Password = username, secret.New(password)
		_, err := dial(t, transport)
		if e := fault(t, err); !strings.Contains(e.Text, "[redacted]") || e.Code != 535 {
			t.Errorf("%s: %+v", auth, e)
		}
	}
}

func TestAServerCannotAskForMoreThanNameAndPassword(t *testing.T) {
	certificate, roots := authority(t)
	transport := play(t, func(s *script) {
		s.hello("STARTTLS")
		s.hear()
		s.secured(certificate)
		s.hear()
		s.say("250-here\r\n250 AUTH LOGIN")
		for line := s.hear(); line != "" && line != "*"; line = s.hear() {
			s.say("334 ")
		}
		s.say("501 as you like")
		s.upTo("QUIT")
	})
	transport.Security, transport.TLS = mail.StartTLS, &tls.Config{RootCAs: roots}
	transport.Username, transport.Password = username, secret.New(password)
	_, err := dial(t, transport)
	if e := fault(t, err); e.Stage != mail.StageAuth || e.Temporary || !strings.Contains(e.Text, "more than a name and a password") {
		t.Errorf("%+v", e)
	}
}

func TestSettingsThatAreNotSafeAreRefusedBeforeTheNetwork(t *testing.T) {
	for name, transport := range map[string]mail.Transport{
		"in clear to another machine": {Server: "192.0.2.1:25", Security: mail.Clear},
		"signing in in clear":         {Server: "127.0.0.1:1", Security: mail.Clear, Username: username, Password: secret.New(password)},
		"a user without a password":   {Server: "127.0.0.1:1", Username: username},
		"a token of nobody":           {Server: "127.0.0.1:1", Token: func(context.Context) (secret.String, error) { return secret.New("x"), nil }},
		"a password of two lines":     {Server: "127.0.0.1:1", Username: username, Password: secret.New(password + "\nx")},
		"a security nobody knows":     {Server: "127.0.0.1:1", Security: "ssl"},
		"no port":                     {Server: "127.0.0.1"},
		"no server":                   {},
	} {
		_, err := dial(t, transport)
		if e := fault(t, err); e.Stage != mail.StageDial || e.Temporary || !e.Settings() {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
