package mail_test

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"reconcile/internal/mail"
)

// FuzzServer holds that whatever a server says ends in a message that was taken or in an error that is fit to be shown.
func FuzzServer(f *testing.F) {
	f.Add("220 here\r\n250-here\r\n250 SIZE 100\r\n250 OK\r\n250 OK\r\n354 go on\r\n250 OK\r\n")
	f.Add("220 here\r\n250-here\r\n250-SIZE -1\r\n250 SMTPUTF8\r\n250 OK\r\n550-5.1.1 \x1b[31m\r\n550 \xff\r\n")
	f.Add("220-\r\n220\r\n250 \r\n2")
	f.Add("554 no\r\n")
	f.Add("\x16\x03\x01\x00")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	says := make(chan string, 1)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte(<-says))
			if tcp, ok := c.(*net.TCPConn); ok && tcp.CloseWrite() == nil {
				_, _ = io.Copy(io.Discard, c)
			}
			c.Close()
		}
	})
	f.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	f.Fuzz(func(t *testing.T, text string) {
		says <- text
		session, err := mail.Dial(t.Context(), mail.Transport{Server: l.Addr().String(), Security: mail.Clear, Timeout: time.Minute})
		if err == nil {
			defer session.Close()
			err = session.Send(t.Context(), sender, receiver, []byte(short))
		}
		if err == nil {
			return
		}
		var e *mail.SendError
		if !errors.As(err, &e) || e.Stage == "" || e.Uncertain && !e.Temporary {
			t.Fatalf("%T: %+v", err, err)
		}
		shown := e.Error()
		if strings.ContainsFunc(shown, unicode.IsControl) || !utf8.ValidString(shown) || len(shown) > 3000 {
			t.Errorf("%q", shown)
		}
	})
}
