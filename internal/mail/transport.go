package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/smtp"
	"strings"
	"syscall"
	"time"

	"reconcile/internal/secret"
)

// Security is how a connection is protected.
type Security string

// The ways of protection. There is none that does without TLS where the server does not offer it.
const (
	// StartTLS is TLS from the command STARTTLS on, RFC 3207; a server without it is refused.
	StartTLS Security = "starttls"
	// ImplicitTLS is TLS from the first byte, RFC 8314.
	ImplicitTLS Security = "tls"
	// Clear is for a server on this machine only; nobody signs in.
	Clear Security = "none"
)

// The timeouts unless others are set. RFC 5321 section 4.5.3.2 lets servers take minutes for a message.
const (
	defaultDial    = 30 * time.Second
	defaultMessage = 5 * time.Minute
)

// Transport is how a mail server is reached.
type Transport struct {
	// Server is host:port.
	Server string
	// Security is StartTLS if it is empty.
	Security Security
	// Username is empty where nobody signs in.
	Username string
	Password secret.String
	// Auth is how to sign in, AuthAuto if it is empty.
	Auth Auth
	// Token returns the access token for AuthXOAUTH2; where it is nil, the password is the token.
	Token func(context.Context) (secret.String, error)
	// DialTimeout is for reaching the server, 30 s unless set; Timeout for signing in, and again for each message, 5 min
	// unless set.
	DialTimeout, Timeout time.Duration
	// TLS adds to what is the rule, such as an authority of one's own. Certificates are verified whatever it says.
	TLS *tls.Config
	// LocalName is how this machine introduces itself, localhost unless set.
	LocalName string
}

// Dial connects, protects the connection and signs in. The session must be closed. Errors are of type *SendError.
func Dial(ctx context.Context, t Transport) (*Session, error) {
	t = t.complete()
	host, err := t.check()
	if err != nil {
		return nil, &SendError{Stage: StageDial, Text: err.Error()}
	}
	raw, err := t.connect(ctx)
	if err != nil {
		return nil, t.fault(ctx, StageDial, err)
	}
	s := &Session{transport: t, conn: &conn{Conn: raw}}
	defer s.begin(ctx)()
	stage, err := s.open(ctx, host)
	if err != nil {
		s.drop()
		return nil, s.transport.fault(ctx, stage, err)
	}
	return s, nil
}

func (t Transport) complete() Transport {
	if t.Security == "" {
		t.Security = StartTLS
	}
	if t.Auth == "" {
		t.Auth = AuthAuto
	}
	if t.DialTimeout <= 0 {
		t.DialTimeout = defaultDial
	}
	if t.Timeout <= 0 {
		t.Timeout = defaultMessage
	}
	if t.LocalName == "" {
		t.LocalName = "localhost"
	}
	return t
}

// check refuses settings that cannot work or would not be safe, and returns the server's host.
func (t *Transport) check() (string, error) {
	host, _, err := net.SplitHostPort(t.Server)
	if err != nil || host == "" {
		return "", errors.New("the server is no host:port")
	}
	signsIn := t.Username != "" || t.Token != nil
	switch t.Security {
	case StartTLS, ImplicitTLS:
	case Clear:
		if signsIn {
			return "", errors.New("nobody signs in without TLS: use `security: starttls` or tls, or leave `username` out")
		}
	default:
		return "", fmt.Errorf("security %q is unknown: use starttls, tls or none", t.Security)
	}
	if signsIn && (t.Username == "" || t.Password.IsZero() && t.Token == nil) {
		return "", errors.New("there is a user name without a password, or the other way round: set both or neither")
	}
	for _, text := range []string{t.Username, t.Password.Reveal()} {
		if strings.ContainsAny(text, "\x00\r\n\x01") {
			return "", errors.New("user name or password holds a control character: is there a line too much in its file?")
		}
	}
	return host, nil
}

// connect opens a connection; in clear, to this machine only, whatever the host's name resolves to.
func (t *Transport) connect(ctx context.Context) (net.Conn, error) {
	dialer := net.Dialer{Timeout: t.DialTimeout}
	if t.Security == Clear {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			host, _, err := net.SplitHostPort(address)
			if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
				return errClear
			}
			return nil
		}
	}
	return dialer.DialContext(ctx, "tcp", t.Server)
}

// open does all that comes before the first message, and says at what stage it failed.
func (s *Session) open(ctx context.Context, host string) (Stage, error) {
	var c net.Conn = s.conn
	if s.transport.Security == ImplicitTLS {
		secured := tls.Client(s.conn, s.transport.tls(host))
		if err := secured.HandshakeContext(ctx); err != nil {
			return StageTLS, err
		}
		c = secured
	}
	client, err := smtp.NewClient(c, host)
	if err != nil {
		return StageGreeting, err
	}
	s.client = client
	if err := client.Hello(s.transport.LocalName); err != nil {
		return StageHello, err
	}
	if s.transport.Security == StartTLS {
		if ok, _ := client.Extension("STARTTLS"); !ok {
			return StageTLS, errNoStartTLS
		}
		if err := client.StartTLS(s.transport.tls(host)); err != nil {
			return StageTLS, err
		}
	}
	return StageAuth, s.signIn(ctx, host)
}

// tls is the configuration with what is not up to anybody.
func (t *Transport) tls(host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if t.TLS != nil {
		config = t.TLS.Clone()
	}
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	config.InsecureSkipVerify = false
	if config.ServerName == "" {
		config.ServerName = host
	}
	return config
}
