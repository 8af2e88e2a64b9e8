package mail_test

import (
	"crypto/tls"
	"strings"
	"testing"

	"reconcile/internal/mail"
)

func TestAMessageAboveTheServersSizeIsNotOffered(t *testing.T) {
	s := serve(t, false, func(s *server) { s.MaxMessageBytes = 1000 })
	session, err := dial(t, s.transport(mail.StartTLS))
	if err != nil {
		t.Fatal(err)
	}
	e := fault(t, send(t, session, short+strings.Repeat("x\r\n", 1000)))
	if e.Temporary || e.Uncertain || e.Settings() || session.Broken() || !strings.Contains(e.Text, "takes 1000") || e.Hint != "attach less" {
		t.Errorf("%+v", e)
	}
	if err := send(t, session, short); err != nil {
		t.Error(err)
	}
	if got := s.got(); len(got) != 1 || got[0].options.Size != int64(len(short)) {
		t.Errorf("the server has %+v", got)
	}
}

func TestAnAddressBeyondASCIINeedsAServerForIt(t *testing.T) {
	for _, able := range []bool{false, true} {
		s := serve(t, false, func(s *server) { s.EnableSMTPUTF8 = able })
		session, err := dial(t, s.transport(mail.StartTLS))
		if err != nil {
			t.Fatal(err)
		}
		m := sample()
		m.To.Address = "núñez@españa.example"
		err = session.Send(t.Context(), sender, m.To.Address, build(t, m))
		if !able {
			if e := fault(t, err); e.Temporary || !strings.Contains(e.Text, "SMTPUTF8") || session.Broken() {
				t.Errorf("%+v", e)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := s.got(); !got[0].options.UTF8 || got[0].to != "núñez@xn--espaa-rta.example" {
			t.Errorf("the server has %+v", got)
		}
		if err := send(t, session, short); err != nil {
			t.Fatal(err)
		}
		if s.got()[1].options.UTF8 {
			t.Error("SMTPUTF8 is asked for without need")
		}
	}
}

func TestWhatIsNotOfBuildIsNotSent(t *testing.T) {
	s := serve(t, false, nil)
	session, err := dial(t, s.transport(mail.StartTLS))
	if err != nil {
		t.Fatal(err)
	}
	for name, message := range map[string]string{
		"a second message behind a bare LF": "A: b\r\n\r\nc\n.\nMAIL FROM:<x@y.example>\r\n",
		"a bare CR":                         "A: b\r\n\r\nc\rd\r\n",
		"no line end":                       "A: b",
		"a line without end":                "A: b\r\n\r\n" + strings.Repeat("x", 1200) + "\r\n",
		"a zero byte":                       "A: b\r\n\r\n\x00\r\n",
	} {
		if e := fault(t, send(t, session, message)); e.Stage != mail.StagePrepare || e.Temporary || e.Settings() {
			t.Errorf("%s: %+v", name, e)
		}
	}
	for _, address := range []string{"", "a", "a@b.example>\r\nDATA", "a@b.example> SIZE=1", "<a@b.example>", "a@b.example,c@d.example"} {
		if e := fault(t, session.Send(t.Context(), sender, address, []byte(short))); e.Stage != mail.StagePrepare {
			t.Errorf("recipient %q: %+v", address, e)
		}
		if e := fault(t, session.Send(t.Context(), address, receiver, []byte(short))); e.Stage != mail.StagePrepare {
			t.Errorf("sender %q: %+v", address, e)
		}
	}
	if got := s.got(); len(got) != 0 || session.Broken() {
		t.Errorf("the server has %+v", got)
	}
}

func TestALineOfOneDotEndsNoMessage(t *testing.T) {
	s := serve(t, true, nil)
	session, err := dial(t, s.transport(mail.ImplicitTLS))
	if err != nil {
		t.Fatal(err)
	}
	message := "A: b\r\n\r\n.\r\n..\r\n.x\r\n"
	if err := send(t, session, message); err != nil {
		t.Fatal(err)
	}
	if got := s.got(); len(got) != 1 || got[0].data != message {
		t.Errorf("the server has %+v", got)
	}
}

func TestAMessageInClearGoesToThisMachineOnly(t *testing.T) {
	s := serve(t, false, nil)
	session, err := dial(t, mail.Transport{Server: s.addr, Security: mail.Clear, TLS: &tls.Config{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := send(t, session, short); err != nil || len(s.got()) != 1 {
		t.Errorf("%v, %+v", err, s.got())
	}
}
