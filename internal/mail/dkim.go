package mail

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"regexp"

	"github.com/emersion/go-msgauth/dkim"

	"reconcile/internal/secret"
)

// DKIM is how messages are signed (RFC 6376), where no server on the way does it.
type DKIM struct {
	// Domain and Selector name the public key: the TXT record SELECTOR._domainkey.DOMAIN.
	Domain, Selector string
	// Key is RSA of 2048 bits or more (RFC 8301), or Ed25519 (RFC 8463), see ParseKey.
	Key crypto.Signer
}

var dnsName = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?$`)

// ParseKey reads a private key from PEM. The error repeats nothing of it.
func ParseKey(text secret.String) (crypto.Signer, error) {
	block, _ := pem.Decode([]byte(text.Reveal()))
	if block == nil {
		return nil, errors.New("read DKIM key: it is no PEM: make one by `openssl genrsa 2048`")
	}
	var key any
	var err error
	if block.Type == "RSA PRIVATE KEY" {
		key, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	} else {
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	if err != nil {
		return nil, errors.New("read DKIM key: it is no private key in PKCS #1 or PKCS #8, or it has a passphrase")
	}
	switch key := key.(type) {
	case *rsa.PrivateKey:
		if key.N.BitLen() < 2048 {
			return nil, errors.New("read DKIM key: an RSA key has at least 2048 bits: make one by `openssl genrsa 2048`")
		}
		return key, nil
	case ed25519.PrivateKey:
		return key, nil
	}
	return nil, errors.New("read DKIM key: it is neither RSA nor Ed25519")
}

// Sign returns a message of Build with its signature before it. What readers see is signed, and signed twice where a
// second header of that name could be added on the way.
func (d DKIM) Sign(message []byte) ([]byte, error) {
	if !dnsName.MatchString(d.Domain) || !dnsName.MatchString(d.Selector) {
		return nil, errors.New("sign mail: domain and selector are names of the DNS: check `dkim`")
	}
	var signed bytes.Buffer
	err := dkim.Sign(&signed, bytes.NewReader(message), &dkim.SignOptions{
		Domain: d.Domain, Selector: d.Selector, Signer: d.Key,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		HeaderKeys: []string{
			"From", "From", "Reply-To", "Reply-To", "To", "To", "Cc", "Subject", "Subject", "Date", "Date", "Message-ID",
			"MIME-Version", "Content-Type", "Content-Type", "Auto-Submitted", "List-Id",
		},
	})
	if err != nil {
		return nil, fmt.Errorf("sign mail: %w", err)
	}
	if err := checkLines(signed.Bytes()); err != nil {
		return nil, fmt.Errorf("sign mail: %w", err)
	}
	return signed.Bytes(), nil
}
