package store

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"reconcile/internal/access"
)

// links is the fingerprint of whose all accounts are.
func (r *TargetRead) links() string {
	if r.linked == "" {
		d := newDigest()
		for i := range r.Snapshot.Accounts {
			l := r.link(i)
			d.text(r.Snapshot.Accounts[i].ID)
			d.text(l.person)
			d.text(l.matched)
			d.byte(byte(number(l.main)))
		}
		r.linked = d.end()
	}
	return r.linked
}

// content is the fingerprint of all that is compared with the next read: what the target holds but for volatile facts, whose
// it is, and what could be seen of it.
func (r *TargetRead) content() string {
	d := newDigest()
	s := r.Snapshot
	d.text(r.links())
	d.number(int64(len(s.Reach.Facets)))
	for _, f := range s.Reach.Facets {
		d.text(f.Name)
		d.byte(byte(f.Listed))
	}
	if s.File == "" { // the hash is of the content
		d.text(s.Hash)
		return d.end()
	}
	d.number(int64(len(s.Entitlements)))
	for i := range s.Entitlements {
		e := &s.Entitlements[i]
		for _, text := range [...]string{e.ID, e.Type, e.Name, e.Level, e.Title, e.Fixed} {
			d.text(text)
		}
		d.byte(byte(number(e.Privileged)))
	}
	for i := range s.Accounts {
		d.account(&s.Accounts[i])
	}
	return d.end()
}

// digest is a SHA-256 over parts, each with its length.
type digest struct {
	hash   hash.Hash
	buffer []byte
}

// digestSize is how many bytes are gathered before they are hashed.
const digestSize = 8 << 10

func newDigest() *digest { return &digest{hash: sha256.New(), buffer: make([]byte, 0, 2*digestSize)} }

func (d *digest) text(s string) {
	if len(d.buffer) > digestSize {
		d.hash.Write(d.buffer)
		d.buffer = d.buffer[:0]
	}
	d.buffer = append(binary.AppendUvarint(d.buffer, uint64(len(s))), s...)
}

func (d *digest) number(n int64) { d.buffer = binary.AppendVarint(d.buffer, n) }

func (d *digest) byte(b byte) { d.buffer = append(d.buffer, b) }

// account adds the lasting facts of an account, by the places of what it holds.
func (d *digest) account(a *access.Account) {
	d.text(a.ID)
	d.text(a.Login)
	d.text(a.Name)
	d.text(a.EmployeeID)
	d.number(int64(len(a.Emails)))
	for i := range a.Emails {
		d.text(a.Emails[i].Address)
		d.byte(byte(a.Emails[i].Verified))
	}
	d.buffer = append(d.buffer, byte(a.Status), byte(a.Kind), byte(a.MFA), byte(number(a.Reopenable)))
	d.number(int64(a.Created))
	d.number(int64(a.Suspended))
	d.number(int64(len(a.Grants)))
	for i := range a.Grants {
		g := &a.Grants[i]
		d.number(int64(g.Entitlement))
		d.number(int64(g.Via))
		d.text(g.ManagedBy)
	}
}

func (d *digest) end() string {
	d.hash.Write(d.buffer)
	return hexOf(d.hash)
}
