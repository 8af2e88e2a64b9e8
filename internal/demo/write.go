package demo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// mark opens the company's configuration, and tells its folder from those of other companies.
const mark = "# Acme Studio, the company of `reconcile demo`."

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
	if err := ours(root, files); err != nil {
		return err
	}
	// The configuration comes first: it tells whose the folder is, should the rest not come to be written.
	slices.SortStableFunc(files, func(a, b file) int { return rank(a) - rank(b) })
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

func rank(f file) int {
	if f.name == Config {
		return 0
	}
	return 1
}

// ours makes sure that what is to be written anew is the demo's own: either its configuration is there, or none of its
// files is.
func ours(root *os.Root, files []file) error {
	config, err := root.ReadFile(Config)
	if err == nil && strings.HasPrefix(string(config), mark) {
		return nil
	}
	for _, f := range files {
		switch _, err := root.Lstat(f.name); {
		case err == nil:
			return fmt.Errorf("%s is there already and is not the demo's: choose another folder with --dir", f.name)
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	return nil
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
