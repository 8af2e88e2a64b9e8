package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// LockedError says that another run holds the lock.
type LockedError struct {
	// PID is the process that holds it, Since when it took it; zero where that could not be read.
	PID   int
	Since time.Time
}

// Error names the process and says what to do.
func (e *LockedError) Error() string {
	if e.PID == 0 {
		return "another run is under way: wait for its end"
	}
	return fmt.Sprintf("another run is under way, process %d since %s: wait for its end", e.PID, e.Since.Format(time.RFC3339))
}

// Is reports that the error is ErrLocked.
func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// ErrLocked is what errors.Is finds in the error of a lock that another run holds.
var ErrLocked = errors.New("another run is under way")

// Lock takes the lock of the store at path, for one run at a time. It is a file beside the store, held until unlock is
// called or the process ends, however it ends. Where another run holds it, the error is a *LockedError.
func Lock(path string, now time.Time) (unlock func() error, err error) {
	return lockFile(path, ".lock", now)
}

// LockOutbox takes the lock of the store's outbox, for one sender at a time; else as Lock.
func LockOutbox(path string, now time.Time) (unlock func() error, err error) {
	return lockFile(path, ".outbox.lock", now)
}

func lockFile(path, suffix string, now time.Time) (unlock func() error, err error) {
	if path, err = place(path); err != nil {
		return nil, err
	}
	name := path + suffix
	lock := flock.New(name, flock.SetFlag(os.O_CREATE|os.O_RDWR), flock.SetPermissions(0o600))
	taken, err := lock.TryLock()
	if errors.Is(err, fs.ErrPermission) {
		return nil, denied(path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("take the lock %s: %w", name, err)
	}
	if !taken {
		return nil, holder(name)
	}
	text := fmt.Sprintf("%d %s\n", os.Getpid(), now.UTC().Format(time.RFC3339))
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		return nil, fmt.Errorf("take the lock %s: %w", name, err)
	}
	return lock.Unlock, nil
}

// holder reads who holds a lock.
func holder(name string) *LockedError {
	text, err := os.ReadFile(name)
	if err != nil {
		return &LockedError{}
	}
	pid, since, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	var e LockedError
	if e.Since, err = time.Parse(time.RFC3339, since); err != nil {
		return &LockedError{}
	}
	if e.PID, err = strconv.Atoi(pid); err != nil {
		return &LockedError{}
	}
	return &e
}
