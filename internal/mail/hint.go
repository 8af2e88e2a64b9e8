package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"syscall"
)

func isCertificate(err error) bool {
	var failed *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	return errors.As(err, &failed) || errors.As(err, &authority) || errors.As(err, &name)
}

// isNetwork reports errors that may be gone the next time: of the connection, and not of what the other side is.
func isNetwork(err error) bool {
	var network net.Error
	var name *net.DNSError
	if errors.Is(err, errClear) || isAlert(err) || errors.As(err, &name) && name.IsNotFound {
		return false
	}
	return errors.As(err, &network) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// isAlert reports that the other side ended TLS by an alert.
func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

// plainText words an error that no server said.
func plainText(err error) string {
	for _, closed := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, closed) {
			return "the server closed the connection"
		}
	}
	return err.Error()
}

// hint says what to do about an error.
func hint(e *SendError, err error) string {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var noAuth *noAuthError
	var size *sizeError
	switch {
	case errors.Is(err, errNoStartTLS):
		return "use `security: tls` (often port 465), or the server's port for submission (587); mail is never sent in clear"
	case errors.Is(err, errClear):
		return "use `security: starttls` or tls"
	case errors.As(err, &authority):
		return "name the file of the mail server's authority under `ca:`, or add it to this machine's certificates"
	case errors.As(err, &name):
		return "`server` must be the name that stands in its certificate"
	case isCertificate(err):
		return "the mail server needs a valid certificate"
	case e.Stage == StageTLS && !e.Temporary && e.Code == 0,
		e.Stage == StageGreeting && e.Code == 0 && e.cause == nil:
		return "is `security` right for this port? 465 is tls, 587 is starttls; and TLS 1.2 is the least"
	case errors.As(err, &noAuth):
		return "set `auth` to one that it offers, or leave `username` and `password` out"
	case errors.As(err, &size):
		return "attach less"
	case errors.Is(err, errNoUTF8):
		return "use an address whose part before the @ is ASCII"
	}
	return hintReply(e)
}

// hintReply says what to do about a reply or a lost connection.
func hintReply(e *SendError) string {
	switch {
	case e.Code == 535 || e.Code == 534 || e.Stage == StageAuth && e.Code >= 500:
		return "check `username` and `password`; some providers want an app password, or XOAUTH2"
	case e.Code == 530:
		return "the server wants us to sign in: set `username` and `password`"
	case e.Code == 552 || e.Code == 523:
		return "attach less"
	case e.Stage == StageSender && e.Code >= 500:
		return "the server does not let us send as `from`: use an address of the account that signs in"
	case e.Stage == StageRecipient && e.Code >= 500:
		return "check the recipient's address"
	case e.Stage == StageDial && e.cause == nil && e.Code == 0:
		return "check `server`, its port, and whether this machine may reach it"
	}
	return ""
}
