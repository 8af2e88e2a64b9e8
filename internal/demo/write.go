package demo

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
)

// write puts the files into a folder, which is made if it is not there. Nothing is written through a link that leads out
// of the folder, and no file is ever half written.
func write(dir string, files []file) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	// The configuration comes first: it tells whose the folder is, should the rest not come to be written.
	at := slices.IndexFunc(files, func(f file) bool { return f.name == Config })
	files[0], files[at] = files[at], files[0]
	if err := ours(root, files); err != nil {
		return err
	}
	for _, f := range files {
		if err := root.MkdirAll(path.Dir(f.name), 0o700); err != nil {
			return err
		}
		if err := replace(root, f); err != nil {
			return err
		}
	}
	return nil
}

// ours makes sure that what will be written anew is the demo's own: that the folder has a demo's configuration, by its
// first line, or none of the files.
func ours(root *os.Root, files []file) error {
	config, err := root.ReadFile(Config)
	if err == nil && bytes.Equal(firstLine(config), firstLine(files[0].data)) {
		return nil
	}
	for _, f := range files {
		if _, err := root.Lstat(f.name); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there already and is not the demo's: choose another folder with --dir", f.name)
		}
	}
	return nil
}

func firstLine(text []byte) []byte {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return bytes.TrimSpace(line)
}

// replace writes a file beside the one it is to replace and then moves it there, with the mode it was made with.
func replace(root *os.Root, f file) error {
	fresh := f.name + ".new"
	if err := root.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := root.WriteFile(fresh, f.data, 0o600); err != nil {
		return err
	}
	return root.Rename(fresh, f.name)
}
