package deliver_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// server is an SMTP server on this machine that keeps what it takes.
type server struct {
	address string
	// refuse are recipients that are refused, with the code.
	refuse map[string]int
	mu     sync.Mutex
	mails  []mailed
}

func serve(t *testing.T) *server {
	s := &server{refuse: map[string]int{}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	smtpServer := smtp.NewServer(s)
	smtpServer.ReadTimeout, smtpServer.WriteTimeout = 5*time.Second, 5*time.Second
	done := make(chan error, 1)
	go func() { done <- smtpServer.Serve(l) }()
	t.Cleanup(func() {
		_ = smtpServer.Close()
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return s
}

// NewSession implements smtp.Backend.
func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }

func (s *server) all() []mailed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mails)
}

func (s *server) to(address string) []mailed {
	return slices.DeleteFunc(s.all(), func(m mailed) bool { return m.to != address })
}

func (s *server) recipients() []string {
	var list []string
	for _, m := range s.all() {
		list = append(list, m.to)
	}
	slices.Sort(list)
	return list
}

type session struct {
	*server
	recipient string
}

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if code := s.refuse[to]; code != 0 {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: fmt.Sprintf("no such person here: %s", to)}
	}
	s.recipient = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, mailed{s.recipient, string(data)})
	return err
}

func (s *session) Reset() {}

func (s *session) Logout() error { return nil }

// decode undoes base64, where it is.
func decode(data []byte) []byte {
	out := make([]byte, base64.StdEncoding.DecodedLen(len(data)))
	clean := slices.DeleteFunc(slices.Clone(data), func(b byte) bool { return b == '\r' || b == '\n' })
	n, err := base64.StdEncoding.Decode(out, clean)
	if err != nil {
		return data
	}
	return out[:n]
}
