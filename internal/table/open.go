package table

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"

	"reconcile/internal/fold"
)

// Open opens a file and reads its header. The error is an *Error. A file with a header and no rows is no error.
func Open(path string, o Options) (*Table, error) {
	o.Limits = o.Limits.orDefaults()
	t := &Table{origin: origin{path: path}}
	file, err := t.openFile(o.Limits.File)
	if err != nil {
		return nil, t.origin.explain(err)
	}
	t.closer = file
	switch o.Format {
	case CSV:
		err = t.openCSV(file, o)
	case Excel:
		err = t.openExcel(file, o)
	default:
		err = trouble("the format is not known", "")
	}
	if err != nil {
		_ = file.Close()
		return nil, t.origin.explain(err)
	}
	return t, nil
}

// openFile opens an ordinary file. A pipe is refused before it is opened, as that would wait for a writer.
func (t *Table) openFile(limit int64) (*os.File, error) {
	info, err := os.Stat(t.path)
	if errors.Is(err, fs.ErrNotExist) {
		p := trouble(fmt.Sprintf("there is no file %q", fold.Clean(t.path)), "check the path and that the export ran")
		p.cause = err
		return nil, p
	}
	if err != nil {
		return nil, system("open the file", err)
	}
	if err := ordinary(info); err != nil {
		return nil, err
	}
	file, err := os.Open(t.path)
	if err != nil {
		return nil, system("open the file", err)
	}
	if info, err = file.Stat(); err == nil {
		err = ordinary(info)
	}
	switch {
	case err != nil:
	case info.Size() == 0:
		err = trouble("the file is empty", "export it again")
	case info.Size() > limit:
		err = trouble(fmt.Sprintf("the file has %d bytes, more than the limit of %d", info.Size(), limit),
			"check that it is the right file")
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	t.size, t.modified = info.Size(), info.ModTime()
	return file, nil
}

func ordinary(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return trouble("this is a folder", "name a file in it")
	case !info.Mode().IsRegular():
		return trouble("this is a device or a pipe", "name an ordinary file")
	}
	return nil
}

// startOf returns the beginning of a file, enough to tell what it is.
func startOf(file io.ReaderAt) ([]byte, error) {
	start := make([]byte, 4096)
	n, err := file.ReadAt(start, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, system("read", err)
	}
	return start[:n], nil
}

func (t *Table) openCSV(file *os.File, o Options) error {
	start, err := startOf(file)
	if err != nil {
		return err
	}
	if err := notCSV(start); err != nil {
		return err
	}
	encoding, mark, err := encodingOf(file, t.size, o.Encoding)
	if err != nil {
		return err
	}
	summed := &summed{file: io.LimitReader(file, t.size+1), sum: sha256.New()}
	if _, err := io.CopyN(io.Discard, summed, int64(mark)); err != nil {
		return err
	}
	s := newSearch(o)
	r := newCSV(decode(summed, encoding), 0, '\n', o.Limits.Record)
	r.utf16 = encoding == encodingUTF16LE || encoding == encodingUTF16BE
	if err := r.setDialect(s, o.Delimiter); err != nil {
		return err
	}
	h, ok, err := s.find(r)
	if err != nil {
		return err
	}
	if !ok {
		return s.absent(&h)
	}
	t.finish = func() (string, error) {
		if err := t.unchanged(file, summed.read); err != nil {
			return "", err
		}
		return hex.EncodeToString(summed.sum.Sum(nil)), nil
	}
	return t.begin(s, h, r)
}

// summed is a reader that hashes and counts what goes through.
type summed struct {
	file io.Reader
	sum  hash.Hash
	read int64
}

func (s *summed) Read(p []byte) (int, error) {
	n, err := s.file.Read(p)
	s.sum.Write(p[:n])
	s.read += int64(n)
	return n, err
}

// unchanged makes sure that nobody wrote to the file while it was read: half an export looks like a whole one.
func (t *Table) unchanged(file *os.File, read int64) error {
	info, err := file.Stat()
	if err != nil {
		return t.origin.explain(system("read", err))
	}
	if read != t.size || info.Size() != t.size || !info.ModTime().Equal(t.modified) {
		return t.origin.explain(trouble("the file was changed while it was read",
			"let the export write to another name and rename the file when it is complete"))
	}
	return nil
}
