package rest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"

	"reconcile/internal/secret"
)

// Signed returns claims as a token (JWT, RFC 7519) that is signed with RS256, by a private key in PEM. KeyID names the key,
// "" for none.
func Signed(claims map[string]any, keyID string, key secret.String) (secret.String, error) {
	private, err := parseKey([]byte(key.Reveal()))
	if err != nil {
		return secret.String{}, err
	}
	header := map[string]any{"alg": "RS256", "typ": "JWT"}
	if keyID != "" {
		header["kid"] = keyID
	}
	text := ""
	for _, part := range []map[string]any{header, claims} {
		encoded, err := json.Marshal(part)
		if err != nil {
			return secret.String{}, fmt.Errorf("write a token's claims: %w", err)
		}
		text += encode(encoded) + "."
	}
	text = text[:len(text)-1]
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, sum[:])
	if err != nil {
		return secret.String{}, errors.New("sign with the private key: it is too short; make a new one")
	}
	return secret.New(text + "." + encode(signature)), nil
}

func encode(part []byte) string { return base64.RawURLEncoding.EncodeToString(part) }

// parseKey reads a private key in either of the forms that there are (PKCS #1, PKCS #8).
func parseKey(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("the private key is no PEM: keep the file as the app gave it")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		if key, ok := key.(*rsa.PrivateKey); ok {
			return key, nil
		}
	}
	return nil, errors.New("the private key is no RSA key: keep the file as the app gave it")
}
