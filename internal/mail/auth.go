package mail

import (
	"context"
	"errors"
	"fmt"
	"net/smtp"
	"strings"

	"reconcile/internal/secret"
)

// Auth is how one signs in.
type Auth string

// The ways to sign in, all of them under TLS only.
const (
	// AuthAuto is XOAUTH2 where there is a source of tokens; else PLAIN, and where the server has no PLAIN, LOGIN.
	AuthAuto Auth = "auto"
	// AuthPlain is RFC 4616.
	AuthPlain Auth = "plain"
	// AuthLogin is draft-murchison-sasl-login, which older servers have instead of PLAIN.
	AuthLogin Auth = "login"
	// AuthXOAUTH2 is https://developers.google.com/workspace/gmail/imap/xoauth2-protocol, of Microsoft too.
	AuthXOAUTH2 Auth = "xoauth2"
)

// signIn signs in, if there is a name to do it with.
func (s *Session) signIn(ctx context.Context, host string) error {
	t := &s.transport
	if t.Username == "" && t.Token == nil {
		return nil
	}
	if _, secured := s.client.TLSConnectionState(); !secured {
		return errors.New("nobody signs in without TLS")
	}
	_, offered := s.client.Extension("AUTH")
	way, err := t.choose(strings.Fields(strings.ToUpper(offered)))
	if err != nil {
		return err
	}
	password := t.Password
	if way == AuthXOAUTH2 && t.Token != nil {
		if password, err = t.Token(ctx); err != nil {
			return fmt.Errorf("get an access token: %w", err)
		}
		if strings.ContainsAny(password.Reveal(), "\x00\x01\r\n") {
			return errors.New("the access token holds a control character")
		}
		s.transport.Password = password // what errors must not repeat
	}
	switch way {
	case AuthLogin:
		return s.client.Auth(&loginAuth{answers: []string{t.Username, password.Reveal()}})
	case AuthXOAUTH2:
		return s.client.Auth(xoauth2{t.Username, password})
	default:
		return s.client.Auth(smtp.PlainAuth("", t.Username, password.Reveal(), host))
	}
}

// choose returns the way to sign in among those that the server offers.
func (t *Transport) choose(offered []string) (Auth, error) {
	want := []Auth{t.Auth}
	if t.Auth == AuthAuto {
		want = []Auth{AuthPlain, AuthLogin}
		if t.Token != nil {
			want = []Auth{AuthXOAUTH2}
		}
	}
	for _, way := range want {
		for _, o := range offered {
			if strings.EqualFold(o, string(way)) {
				return way, nil
			}
		}
	}
	return "", &noAuthError{want: want, offered: offered}
}

// noAuthError says that the server offers no way to sign in that was asked for.
type noAuthError struct {
	want    []Auth
	offered []string
}

func (e *noAuthError) Error() string {
	offered := "none"
	if len(e.offered) > 0 {
		offered = strings.Join(e.offered, ", ")
	}
	return fmt.Sprintf("the server does not offer %s to sign in, but %s", joinAuth(e.want), offered)
}

func joinAuth(list []Auth) string {
	texts := make([]string, len(list))
	for i, a := range list {
		texts[i] = strings.ToUpper(string(a))
	}
	return strings.Join(texts, " or ")
}

// loginAuth answers by number: servers word their questions as they like.
type loginAuth struct{ answers []string }

func (*loginAuth) Start(*smtp.ServerInfo) (string, []byte, error) { return "LOGIN", nil, nil }

func (a *loginAuth) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	if len(a.answers) == 0 {
		return nil, errors.New("the server asks for more than a name and a password")
	}
	answer := a.answers[0]
	a.answers = a.answers[1:]
	return []byte(answer), nil
}

type xoauth2 struct {
	username string
	token    secret.String
}

func (a xoauth2) Start(*smtp.ServerInfo) (string, []byte, error) {
	return "XOAUTH2", []byte(a.initial()), nil
}

// Next answers what is wrong with the token, which the server says in a challenge, by nothing: its refusal follows.
func (xoauth2) Next(_ []byte, more bool) ([]byte, error) {
	if more {
		return []byte{}, nil
	}
	return nil, nil
}

func (a xoauth2) initial() string {
	return "user=" + a.username + "\x01auth=Bearer " + a.token.Reveal() + "\x01\x01"
}
