package config

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"reconcile/internal/option"
	"reconcile/internal/yaml"
)

// Load reads a configuration and the rules files it names. The error is a *yaml.Errors with everything that is wrong.
// No credential is resolved and nothing but those files is read.
func Load(path string, kinds Kinds) (*Config, error) {
	return load(disk{read: readFile, glob: filepath.Glob}, path, kinds)
}

// disk is what loading needs of the file system.
type disk struct {
	read func(path string) ([]byte, error)
	glob func(pattern string) ([]string, error)
}

// readFile reads up to one byte more than a YAML file may have, so that a larger one is refused for its size.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, yaml.MaxBytes+1))
}

// loader carries one load through its steps.
type loader struct {
	disk  disk
	kinds Kinds
	errs  *yaml.Errors
	root  *yaml.Node
	doc   document
	// names are the targets' names as the file has them, sound or not.
	names  []string
	config *Config
}

func load(disk disk, path string, kinds Kinds) (*Config, error) {
	errs := &yaml.Errors{}
	data, err := disk.read(path)
	if err != nil {
		errs.Add(yaml.Pos{File: path}, "the configuration cannot be read: %s", reason(err))
		return nil, errs
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		errs.Add(yaml.Pos{File: path}, "find its folder: %s", err)
		return nil, errs
	}
	root, err := yaml.Parse(path, data)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	l := &loader{
		disk: disk, kinds: kinds, errs: errs, root: root,
		config: &Config{Path: path, Dir: dir, Hash: hex.EncodeToString(sum[:])},
	}
	option.Decode(root, nil, &l.doc, errs)
	if n := root.Get("targets"); n != nil {
		for _, e := range n.Entries() {
			l.names = append(l.names, e.Key)
		}
	}
	l.plain()
	l.sources()
	l.targets()
	l.policy()
	l.rules()
	l.scope()
	l.mail()
	l.reports()
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return l.config, nil
}

// place returns where the value of a top-level key stands.
func (l *loader) place(key string) yaml.Pos {
	if n := l.root.Get(key); n != nil {
		return n.Pos()
	}
	return l.root.Pos()
}

// items returns the items of a top-level key's list.
func (l *loader) items(key string) []*yaml.Node {
	if n := l.root.Get(key); n != nil {
		return n.Items()
	}
	return nil
}

// reason says why a file cannot be read, without repeating its path.
func reason(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err.Error()
	}
	return err.Error()
}
