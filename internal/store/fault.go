package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// fault words an error of the database: what was to be done, what is wrong, and what to do next.
func (s *Store) fault(what string, err error) error {
	var e sqlite3.Error
	if err == nil || errors.Is(err, context.Canceled) || !errors.As(err, &e) {
		return wrap(what, err)
	}
	remedy := ""
	switch e.Code {
	case sqlite3.ErrFull:
		remedy = "the disk is full: make room and run again; the store is as it was before"
	case sqlite3.ErrReadonly, sqlite3.ErrPerm, sqlite3.ErrAuth:
		remedy = "the store " + s.path + " can't be written: give the program's user write access to the file and its folder"
	case sqlite3.ErrCantOpen:
		remedy = "the store " + s.path + " can't be opened: give the program's user access to the file and its folder"
	case sqlite3.ErrNotADB:
		remedy = "the file " + s.path + " is not a store: name another file, or restore this one from its backup"
	case sqlite3.ErrCorrupt:
		remedy = "the store " + s.path + " is damaged: restore it from its backup"
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		remedy = "another program is writing the store " + s.path + ": run again when it has ended"
	case sqlite3.ErrIoErr:
		remedy = "the disk of " + s.path + " can't be read or written: look at the system's log"
	default:
		return wrap(what, err)
	}
	return fmt.Errorf("%s: %s (%w)", what, remedy, err)
}

// denied says that a file or a folder is not the program's to write.
func denied(path string, err error) error {
	return fmt.Errorf("the store %s can't be written: give the program's user write access to the file and its folder (%w)",
		path, err)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
