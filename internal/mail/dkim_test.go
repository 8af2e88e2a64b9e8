package mail_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"

	"reconcile/internal/mail"
	"reconcile/internal/secret"
)

// encoded is a key as PKCS #8.
func encoded(t *testing.T, key any) secret.String {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return secret.New(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
}

// verify returns how many signatures of a message hold, with the public key that the DNS would give.
func verify(t *testing.T, message []byte, record string) int {
	t.Helper()
	list, err := dkim.VerifyWithOptions(bytes.NewReader(message), &dkim.VerifyOptions{
		LookupTXT: func(name string) ([]string, error) {
			if name != "night._domainkey.acme.example" {
				t.Errorf("the key is asked for at %s", name)
			}
			return []string{record}, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	good := 0
	for _, v := range list {
		if v.Err == nil && v.Domain == "acme.example" {
			good++
		}
	}
	return good
}

func TestASignedMessageIsVerifiedAndAChangedOneIsNot(t *testing.T) {
	small, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaPublic, err := x509.MarshalPKIXPublicKey(&small.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	edPublic, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(small)})
	for record, text := range map[string]secret.String{
		"v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(rsaPublic):    encoded(t, small),
		"v=DKIM1; p=" + base64.StdEncoding.EncodeToString(rsaPublic):           secret.New(string(pkcs1)),
		"v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(edPublic): encoded(t, ed),
	} {
		key, err := mail.ParseKey(text)
		if err != nil {
			t.Fatal(err)
		}
		message := build(t, sample())
		signed, err := mail.DKIM{Domain: "acme.example", Selector: "night", Key: key}.Sign(message)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(signed, message) || longest(signed) > 998 {
			t.Errorf("the message was changed, or a line has %d octets", longest(signed))
		}
		if verify(t, signed, record) != 1 {
			t.Errorf("the signature does not hold for %s", record)
		}
		for name, changed := range map[string][]byte{
			"a word of the text": bytes.Replace(signed, []byte("Three"), []byte("Seven"), 1),
			"the subject":        bytes.Replace(signed, []byte("3 leavers"), []byte("0 leavers"), 1),
			"a second subject":   append([]byte("Subject: all is well\r\n"), signed...),
			"a second sender":    append([]byte("From: boss@acme.example\r\n"), signed...),
			"a copy":             append([]byte("Cc: boss@acme.example\r\n"), signed...),
		} {
			if verify(t, changed, record) != 0 {
				t.Errorf("the signature holds after a change of %s", name)
			}
		}
	}
}

func TestAKeyThatWouldNotBeTrustedIsRefused(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0")
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]secret.String{
		"a short key": encoded(t, weak), "a key of another kind": encoded(t, curve),
		"no PEM": secret.New(password), "nothing": {},
		"a broken key": secret.New("-----BEGIN PRIVATE KEY-----\n" + base64.StdEncoding.EncodeToString([]byte(password)) + "\n-----END PRIVATE KEY-----\n"),
	} {
		_, err := mail.ParseKey(text)
		if err == nil {
			t.Errorf("%s is taken", name)
		} else if strings.Contains(err.Error(), password) {
			t.Errorf("%s: the error repeats it: %v", name, err)
		}
	}
}

func TestDomainAndSelectorCannotLeaveTheSignature(t *testing.T) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "a b", "a;b=c", "a\r\nX: y", ".", "-"} {
		for _, d := range []mail.DKIM{{Domain: name, Selector: "s", Key: key}, {Domain: "d.example", Selector: name, Key: key}} {
			if _, err := d.Sign(build(t, plain())); err == nil {
				t.Errorf("%q is taken", name)
			}
		}
	}
}
