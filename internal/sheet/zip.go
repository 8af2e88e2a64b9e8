package sheet

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"errors"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"time"
)

// packing is how hard members are packed: of 3 the default level takes off a seventh, and twice the time.
const packing = 3

// ordered is a zip file whose members come in one order whatever the order in which they are created, and without times:
// the library that makes the members goes through them as a map does. They are kept compressed until all are there.
type ordered struct {
	to      io.Writer
	members []*member
	// pack packs one member after the other.
	pack *flate.Writer
}

// member is one file of it.
type member struct {
	name   string
	packed bytes.Buffer
	open   *flate.Writer
	sum    hash.Hash32
	size   uint64
}

func newOrdered(w io.Writer) *ordered { return &ordered{to: w} }

// Create begins the next member, which ends the one before.
func (o *ordered) Create(name string) (io.Writer, error) {
	if err := o.end(); err != nil {
		return nil, err
	}
	m := &member{name: name, sum: crc32.NewIEEE()}
	o.members = append(o.members, m)
	if o.pack == nil {
		var err error
		if o.pack, err = flate.NewWriter(&m.packed, packing); err != nil {
			return nil, err
		}
	}
	o.pack.Reset(&m.packed)
	m.open = o.pack
	return m, nil
}

func (m *member) Write(p []byte) (int, error) {
	_, _ = m.sum.Write(p) // never an error
	m.size += uint64(len(p))
	return m.open.Write(p)
}

// end closes the member that is open.
func (o *ordered) end() error {
	if len(o.members) == 0 {
		return nil
	}
	last := o.members[len(o.members)-1]
	if last.open == nil {
		return nil
	}
	last.open = nil
	return o.pack.Close()
}

// AddFS is not needed.
func (o *ordered) AddFS(fs.FS) error { return errors.ErrUnsupported }

// contentTypes is the member that readers look for first.
const contentTypes = "[Content_Types].xml"

// Close writes the members, that with the types of the others first.
func (o *ordered) Close() error {
	if err := o.end(); err != nil {
		return err
	}
	slices.SortFunc(o.members, func(a, b *member) int {
		if first := a.name == contentTypes; first != (b.name == contentTypes) {
			return map[bool]int{true: -1, false: 1}[first]
		}
		return cmp.Compare(a.name, b.name)
	})
	out := zip.NewWriter(o.to)
	for _, m := range o.members {
		w, err := out.CreateRaw(&zip.FileHeader{
			Name: m.name, Method: zip.Deflate, CRC32: m.sum.Sum32(), CompressedSize64: uint64(m.packed.Len()), UncompressedSize64: m.size,
			ModifiedDate: firstDate, //nolint:staticcheck // raw members have the fields as they are given
		})
		if err != nil {
			return err
		}
		if _, err := m.packed.WriteTo(w); err != nil {
			return err
		}
	}
	return out.Close()
}

// firstDate is 1 January 1980, the first day that a zip file can tell, in the bits of MS-DOS: day, month, years since 1980.
const firstDate = 1 | 1<<5

// epoch is that day as a time.
func epoch() time.Time { return time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC) }
