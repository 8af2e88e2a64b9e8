package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"regexp"
	"strings"

	"reconcile/internal/fold"
)

// Stage is how far a message got.
type Stage string

// The stages, in their order. Up to StageAuth no message is spoken of: what fails there fails for every message.
const (
	StageDial      Stage = "connect"
	StageTLS       Stage = "start TLS"
	StageGreeting  Stage = "greeting"
	StageHello     Stage = "hello"
	StageAuth      Stage = "sign in"
	StagePrepare   Stage = "prepare"
	StageReset     Stage = "reset"
	StageSender    Stage = "sender"
	StageRecipient Stage = "recipient"
	StageData      Stage = "data"
	// StageFinal is after the whole message was handed over.
	StageFinal Stage = "final reply"
)

// SendError is why a message was not sent, or may not have been.
type SendError struct {
	Stage Stage
	// Code and EnhancedCode (RFC 3463, such as 5.1.1) are the server's, zero where it said nothing.
	Code         int
	EnhancedCode string
	// Temporary: the same may succeed later, without anybody changing anything.
	Temporary bool
	// Uncertain: the message was handed over and the reply is missing. It is Temporary too.
	Uncertain bool
	// Text is what went wrong, on one line, with the server's words cleaned and cut. It holds no secret.
	Text string
	// Hint is what to do about it, if that is known.
	Hint string

	cause error
	// lost says that the connection is of no more use.
	lost bool
}

// Error names the stage, what went wrong and what to do.
func (e *SendError) Error() string {
	text := fmt.Sprintf("send mail: %s: %s", e.Stage, e.Text)
	if e.Uncertain {
		text += " (the message may have arrived)"
	}
	if e.Hint != "" {
		text += ": " + e.Hint
	}
	return text
}

// Unwrap returns the context's error, if that is what ended the sending.
func (e *SendError) Unwrap() error { return e.cause }

// Settings reports that it is not about the message: no message passes before somebody mends the settings or the server.
// Such messages are worth keeping.
func (e *SendError) Settings() bool {
	if e.Stage == StageSender { // who the sender is does not depend on the message; its size does
		return !e.Temporary && e.Code != 552 && e.Code != 523
	}
	return !e.Temporary && beforeMessages(e.Stage)
}

func beforeMessages(stage Stage) bool {
	switch stage {
	case StageDial, StageTLS, StageGreeting, StageHello, StageAuth:
		return true
	}
	return false
}

var (
	errClear      = errors.New("the server is not on this machine, and `security: none` is for localhost only")
	errNoStartTLS = errors.New("the server does not offer STARTTLS")
	errNoUTF8     = errors.New("an address is not ASCII, and the server does not offer SMTPUTF8")
)

// sizeError says that the server announced a limit that a message exceeds.
type sizeError struct {
	size int
	most int64
}

func (e *sizeError) Error() string {
	return fmt.Sprintf("the message has %d octets and the server takes %d", e.size, e.most)
}

// fault classifies what went wrong at a stage.
func (t *Transport) fault(ctx context.Context, stage Stage, err error) *SendError {
	e := &SendError{Stage: stage}
	var reply *textproto.Error
	var network net.Error
	switch {
	case errors.As(err, &reply):
		e.Code = reply.Code
		e.EnhancedCode = enhanced(reply.Msg)
		e.Temporary = reply.Code < 500
		e.Text = fmt.Sprintf("the server said %d %s", reply.Code, t.clean(reply.Msg))
		// 421 is goodbye; what is no refusal is out of step
		e.lost = reply.Code == 421 || reply.Code < 400
		e.Uncertain = stage == StageFinal && reply.Code < 400
	case stage == StagePrepare:
		e.Text = t.clean(err.Error())
	default:
		e.lost = true
		e.Uncertain = stage == StageFinal
		e.Temporary = isNetwork(err) || !beforeMessages(stage)
		switch {
		case ctx.Err() != nil:
			e.cause, e.Temporary = ctx.Err(), true
			e.Text = "it was given up: " + e.cause.Error()
		case errors.As(err, &network) && network.Timeout():
			e.Text = "the server took too long"
		default:
			e.Text = t.clean(plainText(err))
		}
	}
	e.Hint = hint(e, err)
	return e
}

var enhancedCode = regexp.MustCompile(`^([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:\s|$)`)

// enhanced returns the code that opens a reply, RFC 2034.
func enhanced(text string) string {
	if m := enhancedCode.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// maxText is how much of a server's words is repeated, in characters.
const maxText = 300

// clean makes a server's words safe to show: on one line, cut, without what we signed in with.
func (t *Transport) clean(text string) string {
	if password := t.Password.Reveal(); password != "" {
		basic := "\x00" + t.Username + "\x00" + password
		for _, known := range []string{xoauth2{t.Username, t.Password}.initial(), basic, password} {
			text = strings.ReplaceAll(text, base64.StdEncoding.EncodeToString([]byte(known)), "[redacted]")
		}
		text = strings.ReplaceAll(text, password, "[redacted]")
	}
	runes := []rune(fold.Line(strings.TrimSpace(text)))
	if len(runes) > maxText {
		return string(runes[:maxText-1]) + "…"
	}
	return string(runes)
}
