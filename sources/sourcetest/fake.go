package sourcetest

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"reconcile/internal/secret"
	"reconcile/sources"
	"reconcile/targets/targettest"
)

// Fake is a vendor's API, written from the vendor's description: a handler that keeps a company and answers in pages of 3. It
// is at targettest.Address and takes targettest.Secret for a credential.
type Fake struct {
	// Name tells the fakes of one kind apart.
	Name string
	// New returns a handler that keeps a company, and pages as twisted.
	New func(w World, twist targettest.Twist) http.Handler
	// Options returns a source's options, as Kind.New takes them, for a secret that is kept at ref.
	Options func(ref secret.Ref) any
	// Without are the twists that the API has no place for, and why.
	Without map[targettest.Twist]string
}

// keep puts the secret into a file, and returns the reference to it.
func keep(t *testing.T) secret.Ref {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(targettest.Secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ref, err := secret.ParseRef("file:" + path)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// RunFake holds a kind of source that speaks HTTP to the contract, over a fake of its app, and to what comes over a wire.
func RunFake(t *testing.T, kind sources.Kind, fake Fake) {
	s := suite{kind: kind, fake: &fake, secret: keep(t)}
	run(t, s)
	t.Run("what pages give is all, or an error", s.twists)
	t.Run("what goes wrong between ends in all, or an error", s.faults)
	t.Run("a credential that ends half-way fails the read", s.revoked)
	t.Run("a read that is cancelled half-way gives nothing", s.ended)
	t.Run("a wrong credential is an error that says so", s.unauthorized)
}
