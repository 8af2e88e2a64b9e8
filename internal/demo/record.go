package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ErrThere is what writing says of files that are there and not as a demo wrote them.
var ErrThere = errors.New("already there")

// recordName is the file that tells a demo's files as it wrote them from what somebody made of them, on a later day and
// under a later version too.
const recordName = ".reconcile-demo"

// record holds hashes in hexadecimal by the names of files. It is kept in the form of sha256sum.
type record map[string]string

// readRecord reads the record of a folder; one without it holds nothing of a demo's.
func readRecord(root *os.Root) (record, error) {
	text, err := root.ReadFile(recordName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r := record{}
	for line := range strings.Lines(string(text)) {
		if hash, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  "); ok {
			r[name] = hash
		}
	}
	return r, nil
}

// file is the record as it is kept.
func (r record) file() file {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r)) {
		fmt.Fprintf(&b, "%s  %s\n", r[name], name)
	}
	return file{recordName, []byte(b.String())}
}

// changed lists those of the files to be written that are there, neither as recorded nor as they are to be. A file without
// data is yet to be made, and is to be as recorded.
func (r record) changed(root *os.Root, files []file) ([]string, error) {
	var names []string
	for _, f := range files {
		if _, err := root.Lstat(f.name); errors.Is(err, fs.ErrNotExist) {
			continue
		} else if err != nil {
			return nil, err
		}
		// what can't be read, such as a folder, is not the demo's
		data, err := root.ReadFile(f.name)
		if hash := hashOf(data); err != nil || hash != r[f.name] && (f.data == nil || hash != hashOf(f.data)) {
			names = append(names, f.name)
		}
	}
	return names, nil
}

// refusal says which files are in the way, and what to do.
func refusal(dir string, names []string) error {
	verb, them := "is", "it"
	if len(names) > 1 {
		verb, them = "are", "them"
	}
	var paths []string
	for _, n := range names {
		paths = append(paths, filepath.Join(dir, filepath.FromSlash(n)))
	}
	return fmt.Errorf("%s %s %w, and not as a demo wrote %s: choose another folder with --dir, or write over with --force",
		strings.Join(paths, ", "), verb, ErrThere, them)
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
