package mail_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"reconcile/internal/mail"
	"reconcile/internal/secret"
)

const (
	username = "reconcile@acme.example"
	password = "correct horse"
	sender   = "reconcile@acme.example"
	receiver = "it@acme.example"
)

// received is a message that a server took.
type received struct {
	from, to string
	options  smtp.MailOptions
	data     string
}

// server is a mail server in this process: go-smtp, with answers that a test may change.
type server struct {
	*smtp.Server
	addr string
	// roots trusts its certificate.
	roots *x509.CertPool
	// mechanisms are the ways to sign in; required refuses who did not.
	mechanisms []string
	required   bool
	// rcpt and data answer for a recipient and for a message, where they are set.
	rcpt func(to string) error
	data func() error

	mu       sync.Mutex
	messages []received
	resets   int
}

// authority makes a certificate for this machine and what trusts it.
func authority(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "a mail server of a test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// serve starts a server after change has had its say. Where implicit, it speaks TLS from the first byte.
func serve(t *testing.T, implicit bool, change func(*server)) *server {
	t.Helper()
	s := &server{mechanisms: []string{sasl.Plain}}
	s.Server = smtp.NewServer(s)
	s.ErrorLog = log.New(io.Discard, "", 0)
	s.Domain = "localhost"
	certificate, roots := authority(t)
	s.roots = roots
	s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	if change != nil {
		change(s)
	}
	l := listen(t)
	s.addr = l.Addr().String()
	if implicit {
		l = tls.NewListener(l, s.TLSConfig)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.Serve(l); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		wg.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		// waits for the connections
		if err := s.Shutdown(ctx); err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return s
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// transport reaches the server as it should be reached.
func (s *server) transport(security mail.Security) mail.Transport {
	return mail.Transport{
		Server: s.addr, Security: security, Username: username, Password: secret.New(password),
		TLS: &tls.Config{RootCAs: s.roots},
	}
}

func (s *server) got() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.messages...)
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }

// session is the server's side of a connection.
type session struct {
	server   *server
	signedIn bool
	now      received
}

func (s *session) AuthMechanisms() []string { return s.server.mechanisms }

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	check := func(name, pass string) error {
		if name != username || pass != password {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}
	switch mechanism {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, name, pass string) error { return check(name, pass) }), nil
	case sasl.Login:
		return &loginServer{check: check}, nil
	case "XOAUTH2":
		return &xoauth2Server{check: check}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (s *session) Mail(from string, options *smtp.MailOptions) error {
	if s.server.required && !s.signedIn {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.now = received{from: from, options: *options}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.now.to = to
	if s.server.rcpt != nil {
		return s.server.rcpt(to)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.server.data != nil {
		if err := s.server.data(); err != nil {
			return err
		}
	}
	s.now.data = string(data)
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.messages = append(s.server.messages, s.now)
	return nil
}

func (s *session) Reset() {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.resets++
}

func (*session) Logout() error { return nil }

// loginServer words its questions in a way of its own.
type loginServer struct {
	check func(name, pass string) error
	asked int
	name  string
}

func (l *loginServer) Next(response []byte) ([]byte, bool, error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte("Who are you?"), false, nil
	case 2:
		l.name = string(response)
		return []byte("Prove it:"), false, nil
	}
	return nil, true, l.check(l.name, string(response))
}

// xoauth2Server says what is wrong with a token as Google does: in a challenge that is answered by nothing.
type xoauth2Server struct {
	check  func(name, pass string) error
	failed error
}

func (x *xoauth2Server) Next(response []byte) ([]byte, bool, error) {
	if x.failed != nil {
		return nil, true, x.failed
	}
	name, rest, _ := strings.Cut(strings.TrimPrefix(string(response), "user="), "\x01auth=Bearer ")
	if x.failed = x.check(name, strings.TrimSuffix(rest, "\x01\x01")); x.failed != nil {
		return []byte(`{"status":"400"}`), false, nil
	}
	return nil, true, nil
}

// dial opens a session that the test must close by itself or leave to its end.
func dial(t *testing.T, transport mail.Transport) (*mail.Session, error) {
	t.Helper()
	s, err := mail.Dial(t.Context(), transport)
	if err == nil {
		t.Cleanup(s.Close)
	}
	return s, err
}

// fault makes sure that an error is of the type that is promised, and holds no secret.
func fault(t *testing.T, err error) *mail.SendError {
	t.Helper()
	var e *mail.SendError
	if !errors.As(err, &e) {
		t.Fatalf("the error is %T: %v", err, err)
	}
	leaks(t, e)
	return e
}

func send(t *testing.T, s *mail.Session, message string) error {
	t.Helper()
	return s.Send(t.Context(), sender, receiver, []byte(message))
}
