package config

import (
	"net"
	"net/mail"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/yaml"
)

// submission is the port of mail submission, RFC 6409.
const submission = "587"

// mail takes over how mail is sent.
func (l *loader) mail() {
	keys := l.doc.Mail
	if keys == nil {
		return
	}
	n := l.root.Get("mail")
	server, ok := serverAddress(keys.Server)
	if !ok && n.Get("server") != nil && n.Get("server").Kind() == yaml.Scalar {
		n.Get("server").Expected("a host, or host:port, such as smtp.acme.example:587", l.errs)
	}
	if keys.Security == string(Clear) && ok && !isLocal(server) {
		l.errs.Add(n.Get("security").Pos(), "`security: none` is for localhost only: use starttls or tls")
	}
	if (n.Get("username") == nil) != (n.Get("password") == nil) {
		l.errs.Add(n.Pos(), "`username` and `password` belong together: set both or neither")
	}
	m := &Mail{
		Server: server, Security: Security(keys.Security), Username: keys.Username, Password: keys.Password,
		From: mail.Address(keys.From), Auth: keys.Auth, CA: keys.CA,
	}
	if m.CA != "" && !filepath.IsAbs(m.CA) {
		m.CA = filepath.Join(l.config.Dir, m.CA)
	}
	if d := keys.DKIM; d != nil {
		m.DKIM = &DKIM{Domain: d.Domain, Selector: d.Selector, Key: d.Key}
	}
	for _, a := range keys.Allow {
		m.Allow = append(m.Allow, string(a))
	}
	l.config.Mail = m
}

// serverAddress completes a host by the usual port.
func serverAddress(text string) (string, bool) {
	host, port, err := net.SplitHostPort(text)
	if err != nil {
		host, port = strings.Trim(text, "[]"), submission
		if strings.Contains(host, ":") && net.ParseIP(host) == nil {
			return "", false
		}
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 || host == "" || strings.ContainsAny(host, " \t\n/@") {
		return "", false
	}
	return net.JoinHostPort(host, port), true
}

func isLocal(server string) bool {
	host, _, err := net.SplitHostPort(server)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// reports takes over who is mailed what.
func (l *loader) reports() {
	for i, item := range l.items("reports") {
		if i >= len(l.doc.Reports) {
			return
		}
		keys := l.doc.Reports[i]
		r := Report{Pos: keys.At, When: keys.When, Name: keys.Report, Attach: keys.Attach, Confidential: keys.Confidential}
		to := item.Get("to")
		if to == nil {
			continue
		}
		if to.Kind() == yaml.List && len(to.Items()) == 0 {
			l.errs.Add(to.Pos(), "`to` is empty: name at least one address, or owners")
		}
		for _, recipient := range to.Items() {
			if recipient.Kind() == yaml.Scalar && recipient.Text() == "owners" {
				r.Owners = true
				continue
			}
			var a address
			a.UnmarshalYAML(recipient, l.errs)
			if a != "" && !slices.Contains(r.To, string(a)) {
				r.To = append(r.To, string(a))
			}
		}
		l.attached(item, &r)
		l.once(&r)
		l.config.Reports = append(l.config.Reports, r)
	}
	if len(l.doc.Reports) > 0 && l.doc.Store == "" {
		l.errs.Add(l.place("reports"), "mails are kept in the store until they are sent: set `store: reconcile.db`")
	}
	if len(l.doc.Reports) > 0 && l.doc.Mail == nil {
		l.errs.Add(l.place("reports"), "reports are mailed: `mail` must say how")
	}
}

// once refuses a report that goes to somebody already: one of them would be sent, and the other not.
func (l *loader) once(r *Report) {
	for i := range l.config.Reports {
		other := &l.config.Reports[i]
		if other.Name != r.Name || other.When != r.When || other.Confidential != r.Confidential {
			continue
		}
		twice := ""
		if r.Owners && other.Owners {
			twice = "owners"
		}
		for _, to := range r.To {
			if slices.ContainsFunc(other.To, func(o string) bool { return strings.EqualFold(o, to) }) {
				twice = to
			}
		}
		if twice != "" {
			l.errs.Add(r.Pos, "%s gets the same report by line %d: write both as one, with all that is attached", twice, other.Pos.Line)
		}
	}
}

// attached refuses files that show everybody in a report that does not.
func (l *loader) attached(item *yaml.Node, r *Report) {
	attach := item.Get("attach")
	if attach == nil || r.Confidential {
		return
	}
	for _, kind := range r.Attach {
		if kind == "csv" || kind == "json" {
			l.errs.Add(attach.Pos(), "`attach: %s` shows people who are leaving: set `confidential: true`, or attach xlsx", kind)
		}
	}
}
