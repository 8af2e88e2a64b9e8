package mail_test

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"reconcile/internal/mail"
)

// script is a server that says what a test has it say, however wrong.
type script struct {
	net.Conn
	in *bufio.Reader
}

func (s *script) say(format string, args ...any) { fmt.Fprintf(s.Conn, format+"\r\n", args...) }

// hear reads a line, empty at the end.
func (s *script) hear() string {
	line, err := s.in.ReadString('\n')
	if err != nil {
		return ""
	}
	return strings.TrimRight(line, "\r\n")
}

// hello does what comes before the first message, in clear.
func (s *script) hello(extensions ...string) {
	s.say("220 here")
	s.hear()
	s.say("250-here")
	for _, e := range extensions {
		s.say("250-%s", e)
	}
	s.say("250 HELP")
}

// upTo accepts all until a line begins so, and returns it.
func (s *script) upTo(begin string) string {
	for {
		line := s.hear()
		if line == "" || strings.HasPrefix(line, begin) {
			return line
		}
		s.say("250 OK")
	}
}

// body reads a message to its last dot.
func (s *script) body() {
	for line := s.hear(); line != "."; line = s.hear() {
		if _, err := s.in.Peek(1); err != nil {
			return
		}
	}
}

// play lets a script answer the connections of a test. The transport is one in clear, to this machine.
func play(t *testing.T, answer func(*script)) mail.Transport {
	t.Helper()
	l := listen(t)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				answer(&script{c, bufio.NewReader(c)})
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	return mail.Transport{Server: l.Addr().String(), Security: mail.Clear}
}

// secured goes on under TLS.
func (s *script) secured(certificate tls.Certificate) {
	s.say("220 go on")
	c := tls.Server(s.Conn, &tls.Config{Certificates: []tls.Certificate{certificate}})
	s.Conn, s.in = c, bufio.NewReader(c)
}

// leaks looks for what nobody may learn from an error.
func leaks(t *testing.T, e *mail.SendError) {
	t.Helper()
	for _, text := range []string{e.Error(), e.Text, e.Hint, fmt.Sprintf("%+v %#v", *e, *e)} {
		for _, known := range []string{
			password, base64.StdEncoding.EncodeToString([]byte(password)),
			base64.StdEncoding.EncodeToString([]byte("\x00" + username + "\x00" + password)),
			base64.StdEncoding.EncodeToString([]byte("user=" + username + "\x01auth=Bearer " + password + "\x01\x01")),
		} {
			if strings.Contains(text, known) {
				t.Errorf("the secret stands in %q", text)
			}
		}
	}
}

// gone reports that the other side has closed the connection.
func (s *script) gone() bool {
	_, err := s.in.Peek(1)
	var timeout net.Error
	return err != nil && (!errors.As(err, &timeout) || !timeout.Timeout())
}
