package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	// MaxBytes is the size above which a secret is refused.
	MaxBytes = 64 << 10
	// execTimeout is how long a command may take to print its secret.
	execTimeout = 30 * time.Second
)

var errLarge = fmt.Errorf("it is larger than %d KiB, which is no secret", MaxBytes>>10)

// Resolve fetches the secret. Relative files, and a command's working directory, are those of dir. One newline at the
// end is dropped. An empty secret is an error; errors name the reference and never the secret.
func (r Ref) Resolve(ctx context.Context, dir string) (String, error) {
	text, err := r.read(ctx, dir)
	if err == nil && len(text) > MaxBytes {
		err = errLarge
	}
	if err != nil {
		return String{}, fmt.Errorf("read secret %s: %w", r, err)
	}
	text = bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r"))
	if len(text) == 0 {
		return String{}, fmt.Errorf("read secret %s: it is empty", r)
	}
	return New(string(text)), nil
}

func (r Ref) read(ctx context.Context, dir string) ([]byte, error) {
	switch r.scheme {
	case schemeEnv:
		text, ok := os.LookupEnv(r.name)
		if !ok {
			return nil, errors.New("the environment variable is not set")
		}
		return []byte(text), nil
	case schemeFile:
		path := r.name
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		return readFile(path)
	case schemeCred:
		folder := os.Getenv("CREDENTIALS_DIRECTORY")
		if folder == "" {
			return nil, errors.New("$CREDENTIALS_DIRECTORY is not set: cred: works in a systemd unit with LoadCredential=")
		}
		return readFile(filepath.Join(folder, r.name))
	case schemeExec:
		return run(ctx, dir, r.argv)
	}
	return nil, errors.New("no secret is named")
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxBytes+1))
}

// run returns what a command prints. What it says on stderr is dropped, since it may repeat the secret.
func run(ctx context.Context, dir string, argv []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, execTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.WaitDelay = time.Second
	out := &capped{}
	cmd.Stdout = out
	err := cmd.Run()
	switch exit := (*exec.ExitError)(nil); {
	case out.full:
		return nil, errLarge
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return nil, fmt.Errorf("the command took longer than %s", execTimeout)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &exit):
		return nil, fmt.Errorf("the command failed (%s): run it by hand to see why", exit.ProcessState)
	case err != nil:
		return nil, errors.New("the command could not be run: is it installed, and executable?")
	}
	return out.text.Bytes(), nil
}

// capped keeps up to MaxBytes and fails the writer beyond, which ends the command.
type capped struct {
	text bytes.Buffer
	full bool
}

func (c *capped) Write(p []byte) (int, error) {
	if c.text.Len()+len(p) > MaxBytes+2 {
		c.full = true
		return 0, errLarge
	}
	return c.text.Write(p)
}
