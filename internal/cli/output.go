package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// write renders a result to stdout, or to a file that is there whole or not at all, and for its owner only.
func (a *App) write(path string, render func(io.Writer) error) error {
	if path == "" || path == "-" {
		if _, ok := terminal(a.Out); ok && a.binary {
			return usagef("a workbook is nothing to look at on a terminal: name a file by --output")
		}
		b := bufio.NewWriterSize(a.Out, 64<<10)
		if err := render(b); err != nil {
			return err
		}
		return b.Flush()
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".reconcile-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer os.Remove(file.Name())
	b := bufio.NewWriterSize(file, 64<<10)
	err = render(b)
	if err == nil {
		err = b.Flush()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// shown is where a result goes, for deciding on its width and colours.
func (a *App) shown(path string) io.Writer {
	if path == "" || path == "-" {
		return a.Out
	}
	return io.Discard
}
