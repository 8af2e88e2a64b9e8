package mail_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"reconcile/internal/mail"
)

const short = "Subject: a\r\n\r\nb\r\n"

func TestOneConnectionCarriesSeveralMessages(t *testing.T) {
	s := serve(t, false, nil)
	session, err := dial(t, s.transport(mail.StartTLS))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := send(t, session, short); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.got(); len(got) != 3 || got[2].data != short {
		t.Errorf("the server has %+v", got)
	}
	session.Close()
	if err := send(t, session, short); !fault(t, err).Temporary || !session.Broken() {
		t.Errorf("a closed session says %v", err)
	}
}

func TestOneRefusedRecipientStopsNobodyElse(t *testing.T) {
	s := serve(t, false, func(s *server) {
		s.rcpt = func(to string) error {
			if to == "gone@acme.example" {
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such person"}
			}
			return nil
		}
	})
	session, err := dial(t, s.transport(mail.StartTLS))
	if err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]int{"a@acme.example": 0, "gone@acme.example": 550, "b@acme.example": 0} {
		err := session.Send(t.Context(), sender, to, []byte(short))
		if want == 0 {
			if err != nil {
				t.Errorf("%s: %v", to, err)
			}
			continue
		}
		e := fault(t, err)
		if e.Stage != mail.StageRecipient || e.Code != want || e.EnhancedCode != "5.1.1" || e.Temporary || e.Uncertain || e.Settings() {
			t.Errorf("%s: %+v", to, e)
		}
		if session.Broken() {
			t.Error("a refused recipient broke the session")
		}
	}
	if got := s.got(); len(got) != 2 {
		t.Errorf("the server has %+v", got)
	}
}

func TestWhatIsRefusedForNowIsAcceptedLater(t *testing.T) {
	busy := true
	s := serve(t, false, func(s *server) {
		s.data = func() error {
			if busy {
				return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again"}
			}
			return nil
		}
	})
	session, err := dial(t, s.transport(mail.StartTLS))
	if err != nil {
		t.Fatal(err)
	}
	e := fault(t, send(t, session, short))
	if e.Stage != mail.StageFinal || e.Code != 451 || !e.Temporary || e.Uncertain || session.Broken() {
		t.Errorf("%+v", e)
	}
	busy = false
	if err := send(t, session, short); err != nil {
		t.Error(err)
	}
}

func TestEveryReplyIsClassified(t *testing.T) {
	for _, c := range []struct {
		// at is the command that is answered so; "." is the message.
		at, reply                            string
		temporary, uncertain, settings, lost bool
		hint                                 string
	}{
		{at: "MAIL", reply: "530 5.7.0 sign in", settings: true, hint: "set `username`"},
		{at: "MAIL", reply: "550 5.7.1 not you", settings: true, hint: "address of the account that signs in"},
		{at: "MAIL", reply: "552 5.3.4 too big", hint: "attach less"},
		{at: "MAIL", reply: "452 4.3.1 full", temporary: true},
		{at: "MAIL", reply: "421 4.3.2 bye", temporary: true, lost: true},
		{at: "RCPT", reply: "550 5.1.1 who?", hint: "recipient's address"},
		{at: "RCPT", reply: "450 4.2.0 greylisted", temporary: true},
		{at: "RCPT", reply: "354 what?", temporary: true, lost: true},
		{at: "DATA", reply: "250 what?", temporary: true, lost: true},
		{at: "DATA", reply: "554 5.5.1 nothing to do"},
		{at: ".", reply: "554 5.7.1 spam"},
		{at: ".", reply: "552 5.2.3 too big", hint: "attach less"},
		{at: ".", reply: "451 4.3.0 try again", temporary: true},
		{at: ".", reply: "421 4.3.2 bye", temporary: true, lost: true},
		{at: ".", reply: "354 what?", temporary: true, uncertain: true, lost: true},
		{at: ".", reply: "what?", temporary: true, uncertain: true, lost: true},
		{at: "RCPT", reply: "what?", temporary: true, lost: true},
	} {
		transport := play(t, func(s *script) {
			s.hello()
			for line := s.hear(); line != ""; line = s.hear() {
				switch {
				case c.at != "." && strings.HasPrefix(line, c.at):
					s.say("%s", c.reply)
				case line == "DATA":
					s.say("354 go on")
					s.body()
					s.say("%s", c.reply)
				default:
					s.say("250 OK")
				}
			}
		})
		session, err := dial(t, transport)
		if err != nil {
			t.Fatal(err)
		}
		e := fault(t, send(t, session, short))
		if e.Temporary != c.temporary || e.Uncertain != c.uncertain || e.Settings() != c.settings || session.Broken() != c.lost ||
			!strings.Contains(e.Hint, c.hint) || c.hint == "" && e.Hint != "" {
			t.Errorf("%s at %s: %+v, broken %v", c.reply, c.at, e, session.Broken())
		}
	}
}

func TestAConnectionLostAfterTheLastDotIsUncertain(t *testing.T) {
	transport := play(t, func(s *script) {
		s.hello()
		s.upTo("DATA")
		s.say("354 go on")
		s.body()
		// taken, and the reply is lost
	})
	session, err := dial(t, transport)
	if err != nil {
		t.Fatal(err)
	}
	e := fault(t, send(t, session, short))
	if e.Stage != mail.StageFinal || !e.Uncertain || !e.Temporary || !session.Broken() ||
		!strings.Contains(e.Error(), "may have arrived") {
		t.Errorf("%+v", e)
	}
}

func TestAConnectionLostBeforeTheLastDotIsCertain(t *testing.T) {
	big := "Subject: a\r\n\r\n" + strings.Repeat(strings.Repeat("x", 900)+"\r\n", 40000)
	transport := play(t, func(s *script) {
		s.hello()
		s.upTo("DATA")
		s.say("354 go on")
		s.hear()
	})
	session, err := dial(t, transport)
	if err != nil {
		t.Fatal(err)
	}
	e := fault(t, send(t, session, big))
	if e.Stage != mail.StageData || e.Uncertain || !e.Temporary || !session.Broken() || e.Settings() {
		t.Errorf("%+v", e)
	}
}

func TestAConnectionLostBetweenMessagesIsTemporary(t *testing.T) {
	transport := play(t, func(s *script) {
		s.hello()
		s.upTo("DATA")
		s.say("354 go on")
		s.body()
		s.say("250 OK")
	})
	session, err := dial(t, transport)
	if err != nil {
		t.Fatal(err)
	}
	if err := send(t, session, short); err != nil {
		t.Fatal(err)
	}
	e := fault(t, send(t, session, short))
	if e.Stage != mail.StageReset || e.Uncertain || !e.Temporary || !session.Broken() {
		t.Errorf("%+v", e)
	}
}

func TestASilentServerIsGivenUp(t *testing.T) {
	for name, answer := range map[string]func(*script){
		"from the start": func(s *script) { s.hear(); s.hear() },
		"after hello":    func(s *script) { s.hello(); s.upTo("MAIL"); s.hear() },
		"in data":        func(s *script) { s.hello(); s.upTo("DATA"); s.hear() },
		"at the end":     func(s *script) { s.hello(); s.upTo("DATA"); s.say("354 go on"); s.body(); s.hear() },
	} {
		transport := play(t, answer)
		transport.Timeout = 30 * time.Millisecond
		session, err := dial(t, transport)
		if err == nil {
			err = send(t, session, short)
		}
		if e := fault(t, err); !e.Temporary || !strings.Contains(e.Text, "took too long") || e.Settings() {
			t.Errorf("%s: %+v", name, e)
		}
		if session != nil && !session.Broken() {
			t.Errorf("%s: the session goes on", name)
		}
	}
}

func TestAServerThatDripsDoesNotOutliveTheDeadline(t *testing.T) {
	transport := play(t, func(s *script) {
		for {
			if _, err := s.Write([]byte("220-wait\r\n")); err != nil {
				return
			}
			if c, ok := s.Conn.(*net.TCPConn); ok && c.SetReadDeadline(time.Now().Add(5*time.Millisecond)) == nil && s.gone() {
				return
			}
		}
	})
	transport.Timeout = 50 * time.Millisecond
	_, err := dial(t, transport)
	if e := fault(t, err); e.Stage != mail.StageGreeting || !e.Temporary {
		t.Errorf("%+v", e)
	}
}

func TestACancelledContextEndsTheSending(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	transport := play(t, func(s *script) {
		s.hello()
		s.upTo("RCPT")
		cancel()
		s.hear()
	})
	session, err := dial(t, transport)
	if err != nil {
		t.Fatal(err)
	}
	err = session.Send(ctx, sender, receiver, []byte(short))
	e := fault(t, err)
	if !errors.Is(err, context.Canceled) || !e.Temporary || e.Uncertain || !session.Broken() {
		t.Errorf("%+v", e)
	}
	_, err = mail.Dial(ctx, transport)
	if e := fault(t, err); !errors.Is(err, context.Canceled) || !e.Temporary {
		t.Errorf("%+v", e)
	}
}

func TestACancelledContextAfterTheLastDotIsUncertain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	transport := play(t, func(s *script) {
		s.hello()
		s.upTo("DATA")
		s.say("354 go on")
		s.body()
		cancel()
		s.hear()
	})
	session, err := dial(t, transport)
	if err != nil {
		t.Fatal(err)
	}
	err = session.Send(ctx, sender, receiver, []byte(short))
	if e := fault(t, err); !errors.Is(err, context.Canceled) || !e.Temporary || !e.Uncertain || !session.Broken() {
		t.Errorf("%+v", e)
	}
}

func TestACancelledContextEndsTheGreeting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	transport := play(t, func(s *script) { cancel(); s.hear() })
	_, err := mail.Dial(ctx, transport)
	if e := fault(t, err); !errors.Is(err, context.Canceled) || !e.Temporary {
		t.Errorf("%+v", e)
	}
}

func TestAServerThatIsNotThereIsTemporary(t *testing.T) {
	l := listen(t)
	l.Close()
	_, err := dial(t, mail.Transport{Server: l.Addr().String()})
	if e := fault(t, err); e.Stage != mail.StageDial || !e.Temporary || e.Settings() || !strings.Contains(e.Hint, "`server`") {
		t.Errorf("%+v", e)
	}
}

func TestAServerCannotTalkWithoutEnd(t *testing.T) {
	for name, answer := range map[string]func(*script){
		"one line":   func(s *script) { s.say("220 %s", strings.Repeat("x", 1<<20)) },
		"many lines": func(s *script) { s.say("%s220 here", strings.Repeat("220-here\r\n", 1<<17)) },
	} {
		transport := play(t, func(s *script) { answer(s); s.hear() })
		_, err := dial(t, transport)
		e := fault(t, err)
		if e.Stage != mail.StageGreeting || len(e.Error()) > 2000 || !strings.Contains(e.Text, "more than a mail server has to say") {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestAServerThatTalksMuchButNotAtOnceIsHeard(t *testing.T) {
	transport := play(t, func(s *script) {
		s.hello()
		for line := s.hear(); line != ""; line = s.hear() {
			s.say("250-%s\r\n250 OK", strings.Repeat("x", 40<<10))
		}
	})
	session, err := dial(t, transport)
	if err != nil {
		t.Fatal(err)
	}
	if e := fault(t, send(t, session, short)); e.Stage != mail.StageData || e.Code != 250 {
		t.Errorf("%+v", e)
	}
}

func TestWhatAServerSaysIsCleanedAndCut(t *testing.T) {
	transport := play(t, func(s *script) {
		s.hello()
		s.upTo("RCPT")
		s.say("550-5.1.1 \x1b[31mred\x07\r\n550-\u202eevil\xff\x00\r\n550 %s", strings.Repeat("ñ", 5000))
		s.upTo("QUIT")
	})
	session, err := dial(t, transport)
	if err != nil {
		t.Fatal(err)
	}
	e := fault(t, send(t, session, short))
	if strings.ContainsAny(e.Error(), "\x1b\x07\x00\r\n\u202e") || strings.Contains(e.Error(), "\xff") || len(e.Error()) > 2000 {
		t.Errorf("%q", e.Error())
	}
	if e.EnhancedCode != "5.1.1" || !strings.Contains(e.Text, "red") {
		t.Errorf("%+v", e)
	}
}
