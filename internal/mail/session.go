package mail

import (
	"context"
	"errors"
	"fmt"
	"net/smtp"
	"strconv"
	"strings"
	"time"
)

// quitTimeout is how long a server may take to say goodbye.
const quitTimeout = 5 * time.Second

// Session is a connection over which messages are sent one after the other. It is for one goroutine.
type Session struct {
	transport Transport
	conn      *conn
	client    *smtp.Client
	// used says that a message was begun, which must be reset before the next.
	used, broken bool
}

// Broken reports that the connection is of no more use: another one must be dialled for the next message.
func (s *Session) Broken() bool { return s.broken }

// Close ends the session. What was accepted stays accepted, whatever becomes of the goodbye.
func (s *Session) Close() {
	if !s.broken && s.conn.SetDeadline(time.Now().Add(quitTimeout)) == nil {
		_ = s.client.Quit()
	}
	s.drop()
}

// drop closes the connection without a word.
func (s *Session) drop() {
	s.broken = true
	_ = s.conn.Close()
}

// Send hands over a message of Build for one recipient. from and to are bare addresses, those of the envelope. Where it
// returns nil, the server answers for the message. The error is a *SendError; if it is Uncertain, the server may have
// taken the message or not, and sending it again with the same Message-ID is how it arrives at least once.
func (s *Session) Send(ctx context.Context, from, to string, message []byte) error {
	if s.broken {
		return &SendError{Stage: StageReset, Temporary: true, Text: "the connection was lost before"}
	}
	done := s.begin(ctx)
	defer done()
	stage, err := s.send(from, to, message)
	if err == nil {
		return nil
	}
	fault := s.transport.fault(ctx, stage, err)
	if fault.lost {
		s.drop()
	}
	return fault
}

// begin sets the deadline of what follows, and has the context end it. done must be called at the end.
func (s *Session) begin(ctx context.Context) (done func()) {
	deadline := time.Now().Add(s.transport.Timeout)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	// a connection that is gone already says so at the next word
	_ = s.conn.SetDeadline(deadline)
	stop := context.AfterFunc(ctx, func() { _ = s.conn.SetDeadline(time.Unix(1, 0)) })
	return func() { stop() }
}

// send is the conversation about one message; it returns the stage at which it ended.
func (s *Session) send(from, to string, message []byte) (Stage, error) {
	from, to, options, err := s.prepare(from, to, message)
	if err != nil {
		return StagePrepare, err
	}
	if s.used {
		if err := s.client.Reset(); err != nil {
			return StageReset, err
		}
	}
	s.used = true
	if err := s.command(250, "MAIL FROM:<%s>%s", from, options); err != nil {
		return StageSender, err
	}
	if err := s.command(25, "RCPT TO:<%s>", to); err != nil {
		return StageRecipient, err
	}
	if err := s.command(354, "DATA"); err != nil {
		return StageData, err
	}
	w := s.client.Text.DotWriter()
	if _, err := w.Write(message); err != nil {
		return StageData, err
	}
	// from here on the last dot may be on its way
	if err := w.Close(); err != nil {
		return StageFinal, err
	}
	_, _, err = s.client.Text.ReadResponse(2)
	return StageFinal, err
}

// command says one line and expects a reply of a code, or of its first digits.
func (s *Session) command(code int, format string, args ...any) error {
	id, err := s.client.Text.Cmd(format, args...)
	if err != nil {
		return err
	}
	s.client.Text.StartResponse(id)
	defer s.client.Text.EndResponse(id)
	_, _, err = s.client.Text.ReadResponse(code)
	return err
}

// prepare checks what is about to be sent against what the server announced: SIZE (RFC 1870), 8BITMIME (RFC 6152),
// SMTPUTF8 (RFC 6531). SMTPUTF8 is asked for only where a message needs it, since servers further on may lack it.
func (s *Session) prepare(from, to string, message []byte) (sender, recipient, options string, err error) {
	if sender, err = wireAddress(from); err != nil {
		return "", "", "", fmt.Errorf("sender %w", err)
	}
	if recipient, err = wireAddress(to); err != nil {
		return "", "", "", fmt.Errorf("recipient %w", err)
	}
	if err := checkLines(message); err != nil {
		return "", "", "", err
	}
	if ok, limit := s.client.Extension("SIZE"); ok {
		most, err := strconv.ParseInt(strings.TrimSpace(limit), 10, 64)
		if err == nil && most > 0 && int64(len(message)) > most {
			return "", "", "", &sizeError{len(message), most}
		}
		options += " SIZE=" + strconv.Itoa(len(message))
	}
	plain := isASCIIBytes(message)
	if ok, _ := s.client.Extension("8BITMIME"); ok && !plain {
		options += " BODY=8BITMIME"
	} else if !plain {
		return "", "", "", errors.New("the message is not ASCII, and the server does not offer 8BITMIME")
	}
	head, _, _ := strings.Cut(string(message[:min(len(message), 64<<10)]), "\r\n\r\n")
	if !isASCII(sender + recipient + head) {
		if ok, _ := s.client.Extension("SMTPUTF8"); !ok {
			return "", "", "", errNoUTF8
		}
		options += " SMTPUTF8"
	}
	return sender, recipient, options, nil
}

func isASCIIBytes(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
