package cli

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// TestTheDemosCompanyIsMailedItsReport does what an IT lead does on the first evening: a night with `mail:` and `reports:`,
// here through Postfix under TLS, and reads the mail back over IMAPS. Where $RECONCILE_TEST_MAIL names a folder `out`, the
// attached workbook and the run's document are left there, to be held against each other.
func TestTheDemosCompanyIsMailedItsReport(t *testing.T) {
	text := os.Getenv("RECONCILE_TEST_MAIL")
	if text == "" {
		t.Skip("needs Postfix and Dovecot: run .ci/mail")
	}
	keys := map[string]string{}
	for field := range strings.FieldsSeq(text) {
		key, value, _ := strings.Cut(field, "=")
		keys[key] = value
	}
	t.Setenv("SMTP_PASSWORD", "reconcile's password")
	dir := t.TempDir()
	var said bytes.Buffer
	app := &App{Out: io.Discard, Err: &said, Now: time.Now}
	if err := app.Demo(t.Context(), dir, false); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "reconcile.yaml")
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = fmt.Fprintf(file, `
store: acme.db
mail:
  server: %s
  username: reconcile@acme.example
  password: env:SMTP_PASSWORD
  from: Access audit <reconcile@acme.example>
  ca: %s
  allow: [it@acme.example]
reports:
  - {to: [it@acme.example], when: always, attach: [xlsx, html], confidential: true}
`, keys["submission"], keys["ca"])
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	flags := &RunFlags{Common: Common{Config: path}, Output: Output{Format: "json", Path: filepath.Join(dir, "run.json")}}
	if err := app.Run(t.Context(), flags); err != nil && err.Error() != "exit status 4" { // an app is read in part, on purpose
		t.Fatal(err)
	}
	if strings.Contains(said.String(), "mail to") {
		t.Fatalf("not everything was mailed: %s", said.String())
	}
	m := newest(t, keys)
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || !strings.HasPrefix(subject, "Acme Studio: ") || !strings.Contains(subject, "leavers still active") {
		t.Errorf("subject %q, %v", subject, err)
	}
	files := attached(t, m)
	for _, extension := range []string{".xlsx", ".html"} {
		found := false
		for name, data := range files {
			if filepath.Ext(name) != extension {
				continue
			}
			found = len(data) > 1000
			if out := keys["out"]; out != "" {
				if err := os.WriteFile(filepath.Join(out, "attached"+extension), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !found {
			t.Errorf("no %s is attached", extension)
		}
	}
	if out := keys["out"]; out != "" {
		document, err := os.ReadFile(flags.Path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(out, "run.json"), document, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// newest waits for the report in the mailbox, and returns it.
func newest(t *testing.T, keys map[string]string) *netmail.Message {
	t.Helper()
	pem, err := os.ReadFile(keys["ca"])
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	c, err := imapclient.DialTLS(keys["imaps"], &imapclient.Options{TLSConfig: &tls.Config{RootCAs: roots}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login("it@acme.example", "it's password").Wait(); err != nil {
		t.Fatal(err)
	}
	whole := &imap.FetchItemBodySection{Peek: true}
	for {
		box, err := c.Select("INBOX", nil).Wait()
		if err != nil {
			t.Fatal(err)
		}
		if box.NumMessages > 0 {
			list, err := c.Fetch(imap.SeqSet{{Start: box.NumMessages}}, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{whole}}).Collect()
			if err != nil {
				t.Fatal(err)
			}
			m, err := netmail.ReadMessage(bytes.NewReader(list[0].FindBodySection(whole)))
			if err != nil {
				t.Fatal(err)
			}
			if m.Header.Get("X-Reconcile-Run") != "" {
				return m
			}
		}
		if err := c.Noop().Wait(); err != nil || t.Context().Err() != nil {
			t.Fatalf("the mail does not arrive: %v", err)
		}
	}
}

// attached returns the files of a mail by name.
func attached(t *testing.T, m *netmail.Message) map[string][]byte {
	t.Helper()
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		if p.FileName() != "" {
			files[p.FileName()] = unbase64(t, data)
		}
	}
}

func unbase64(t *testing.T, data []byte) []byte {
	t.Helper()
	out, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(data)))
	if err != nil {
		t.Fatal(err)
	}
	return out
}
