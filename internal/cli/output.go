package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// write renders a result to stdout, or to a file that is there whole or not at all, and for its owner only. What is there
// already and is no file, such as /dev/null or a pipe, is written to and stays what it is.
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
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return writeThrough(path, render)
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

// writeThrough writes to what is no file.
func writeThrough(path string, render func(io.Writer) error) error {
	out, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	b := bufio.NewWriterSize(out, 64<<10)
	if err = render(b); err == nil {
		err = b.Flush()
	}
	if err = errors.Join(err, out.Close()); err != nil {
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
