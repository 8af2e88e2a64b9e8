package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// Variable is the environment variable that names the configuration.
const Variable = "RECONCILE_CONFIG"

// Find returns the configuration to read: the flag's, else $RECONCILE_CONFIG's, else ./reconcile.yaml, else
// /etc/reconcile/reconcile.yaml. One that is named must exist; the error lists where was looked.
func Find(flag string) (string, error) {
	named := []struct{ by, path string }{{"--config", flag}, {"$" + Variable, os.Getenv(Variable)}}
	var looked []string
	for _, n := range named {
		if n.path == "" {
			looked = append(looked, n.by+" (not set)")
			continue
		}
		if err := readable(n.path); err != nil {
			return "", fmt.Errorf("%s names %q, which cannot be read: %w", n.by, n.path, err)
		}
		return n.path, nil
	}
	for _, path := range []string{"reconcile.yaml", "/etc/reconcile/reconcile.yaml"} {
		err := readable(path)
		if err == nil {
			return path, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%s cannot be read: %w", path, err)
		}
		looked = append(looked, path)
	}
	return "", fmt.Errorf("no configuration: looked at %s; name one with --config, or run `reconcile demo`, which needs none",
		strings.Join(looked, ", "))
}

// readable makes sure that there is a file; the error tells only why there is none.
func readable(path string) error {
	info, err := os.Stat(path)
	var pathError *fs.PathError
	switch {
	case errors.As(err, &pathError):
		return pathError.Err
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("it is a folder")
	}
	return nil
}
