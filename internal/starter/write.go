package starter

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// ErrThere is what writing says of files that are there already.
var ErrThere = errors.New("already there")

// Write puts files into a folder, which is made if it is not there, for their owner's eyes alone. With force, files that are
// there are replaced, and their names returned; without, ErrThere names them and nothing is written. Nothing is written
// through a link that leads out of the folder, and a replaced file is never half written.
func Write(dir string, files []File, force bool) (replaced []string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder: %w", err)
	}
	defer root.Close()
	if replaced, err = there(root, files); err != nil {
		return nil, err
	}
	if len(replaced) > 0 && !force {
		return nil, refusal(dir, replaced)
	}
	for _, f := range files {
		if err := root.MkdirAll(path.Dir(f.Name), 0o700); err != nil {
			return nil, fmt.Errorf("make the folder of %s: %w", f.Name, err)
		}
		if err := put(root, f, force); errors.Is(err, fs.ErrExist) {
			return nil, refusal(dir, []string{f.Name})
		} else if err != nil {
			return nil, fmt.Errorf("write %s: %w", f.Name, err)
		}
	}
	return replaced, nil
}

// there returns the files that are in the folder already.
func there(root *os.Root, files []File) (names []string, err error) {
	for _, f := range files {
		switch _, err := root.Lstat(f.Name); {
		case err == nil:
			names = append(names, f.Name)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("look for %s: %w", f.Name, err)
		}
	}
	return names, nil
}

func refusal(dir string, names []string) error {
	verb := "is"
	if len(names) > 1 {
		verb = "are"
	}
	var paths []string
	for _, n := range names {
		paths = append(paths, filepath.Join(dir, filepath.FromSlash(n)))
	}
	return fmt.Errorf("%s %s %w: choose another folder with --dir, or write over with --force", strings.Join(paths, ", "), verb,
		ErrThere)
}

// put writes one file. One that may replace another is written beside it first, and gets a mode of its own.
func put(root *os.Root, f File, force bool) error {
	name := f.Name
	if force {
		name = path.Join(path.Dir(f.Name), ".reconcile-init.new")
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(f.Data)
	if err = errors.Join(err, file.Close()); err != nil || !force {
		return err
	}
	return root.Rename(name, f.Name)
}
