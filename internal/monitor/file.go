package monitor

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// WriteFile writes a file of figures, whole or not at all, and for everybody to read: node_exporter is somebody else.
// Until it is whole its name does not end in .prom, so that nobody takes it for figures.
func WriteFile(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".reconcile-*")
	if err != nil {
		return fmt.Errorf("write figures: %w", err)
	}
	defer os.Remove(file.Name())
	err = errors.Join(write(file), file.Chmod(0o644), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write figures to %s: %w", path, err)
	}
	return nil
}
