package rest

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"

	"reconcile/internal/fold"
)

// Path escapes segments and joins them. A segment never leads upwards.
func Path(segments ...string) string {
	escaped := make([]string, len(segments))
	for i, s := range segments {
		escaped[i] = url.PathEscape(s)
		if s == "." || s == ".." {
			escaped[i] = strings.ReplaceAll(s, ".", "%2E")
		}
	}
	return strings.Join(escaped, "/")
}

// parseBase reads the address that a credential is sent to.
func parseBase(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("the app's address is none: write one such as https://app.example/api")
	case u.Host == "" || u.Opaque != "":
		return nil, errors.New("the app's address names no host: write one such as https://app.example/api")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the app's address has a name, a password, a query or a fragment in it: leave them out")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return nil, errors.New("the app's address is not https, and a credential would be sent in clear: write https://")
	}
	return u, nil
}

// loopback reports whether a host is this machine itself (RFC 6761, section 6.3).
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// address returns where a call goes, which is always the base's own host.
func (c *Client) address(call *Call) (*url.URL, error) {
	var u *url.URL
	if call.Link != "" {
		link, err := url.Parse(call.Link)
		if err != nil {
			return nil, errors.New("the address of the next page is none")
		}
		if u = c.base.ResolveReference(link); !c.own(u) {
			return nil, elsewhere(u)
		}
	} else {
		text := c.base.Scheme + "://" + c.base.Host + strings.TrimSuffix(c.base.EscapedPath(), "/")
		if call.Path != "" {
			text += "/" + strings.TrimPrefix(call.Path, "/")
		}
		var err error
		if u, err = url.Parse(text); err != nil || !c.own(u) {
			return nil, errors.New("the path of the call is none")
		}
	}
	if len(call.Query) > 0 {
		query := u.Query()
		for name, values := range call.Query {
			query[name] = values
		}
		u.RawQuery = query.Encode()
	}
	return u, nil
}

// own reports whether an address is of the base's scheme and host, so that the credential may go there.
func (c *Client) own(u *url.URL) bool {
	return u.Scheme == c.base.Scheme && strings.EqualFold(u.Hostname(), c.base.Hostname()) && port(u) == port(c.base) &&
		u.User == nil
}

func port(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "https" {
		return "443"
	}
	return "80"
}

func elsewhere(u *url.URL) error {
	place := fold.Line(u.Scheme + "://" + u.Host)
	return &refusal{fmt.Sprintf("it leads to another place (%s), where the credential has no business", place)}
}

// refusal is what this client does not do.
type refusal struct{ text string }

func (r *refusal) Error() string { return r.text }

// redirect lets reads follow to the same host, a few times.
func (s *Session) redirect(to *http.Request, via []*http.Request) error {
	const most = 5
	switch {
	case !s.client.own(to.URL):
		return elsewhere(to.URL)
	case via[0].Method != http.MethodGet:
		return &refusal{"it is redirected, and only what is read by GET follows: correct the app's address"}
	case len(via) > most:
		return &refusal{"it is redirected again and again: correct the app's address"}
	}
	return nil
}
