package demo

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
)

// write puts files into a folder, which is made if it is not there, and records them. Nothing is written through a link that
// leads out of the folder, and no file is ever half written. Unless forced, nothing is written at all where one of the files,
// or of those that come beside them later, is somebody's work.
func write(dir string, files, beside []file, force bool) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	record, err := readRecord(root)
	if err != nil {
		return err
	}
	if !force {
		changed, err := record.changed(root, slices.Concat(files, beside))
		if err != nil {
			return err
		}
		if changed != nil {
			return refusal(dir, changed)
		}
	}
	for _, f := range files {
		if err := root.MkdirAll(path.Dir(f.name), 0o700); err != nil {
			return err
		}
		if err := replace(root, f); err != nil {
			return err
		}
		record[f.name] = hashOf(f.data)
	}
	return replace(root, record.file())
}

// replace writes a file beside the one it is to replace, then moves it there: it gets a mode of its own, whatever was
// there before.
func replace(root *os.Root, f file) error {
	fresh := path.Join(path.Dir(f.name), ".reconcile-demo.new")
	if err := root.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := root.WriteFile(fresh, f.data, 0o600); err != nil {
		return err
	}
	return root.Rename(fresh, f.name)
}
