package secret

import (
	"errors"
	"path/filepath"
	"regexp"
	"strings"
)

// Ref says where a secret is kept: in an environment variable (env:NAME), a file (file:PATH), a credential that systemd
// hands over (cred:NAME, see systemd.exec(5), LoadCredential=), or in the output of a command. The zero Ref is none.
type Ref struct {
	scheme, name string
	argv         []string
}

// The forms of a reference.
const (
	schemeEnv  = "env"
	schemeFile = "file"
	schemeCred = "cred"
	schemeExec = "exec"
)

// errForm repeats nothing of the text: it may be the secret itself.
var errForm = errors.New("is no reference to a secret: write env:NAME, file:PATH, cred:NAME or {exec: [COMMAND, ARGUMENT]}; " +
	"a secret itself has no place in this file")

var (
	envName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,127}$`)
	credName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._@-]{0,127}$`)
)

// ParseRef reads env:NAME, file:PATH or cred:NAME. The error repeats nothing of the text.
func ParseRef(text string) (Ref, error) {
	scheme, name, _ := strings.Cut(text, ":")
	ok := false
	switch scheme {
	case schemeEnv:
		ok = envName.MatchString(name)
	case schemeCred:
		ok = credName.MatchString(name)
	case schemeFile:
		ok = name != "" && len(name) < 4096 && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f })
	}
	if !ok {
		return Ref{}, errForm
	}
	return Ref{scheme: scheme, name: name}, nil
}

// ExecRef refers to what a command prints. No shell is involved.
func ExecRef(argv []string) (Ref, error) {
	if len(argv) == 0 || argv[0] == "" {
		return Ref{}, errors.New("names no command to run")
	}
	for _, arg := range argv {
		if strings.ContainsRune(arg, 0) {
			return Ref{}, errors.New("holds a zero byte, which no command can be given")
		}
	}
	return Ref{scheme: schemeExec, name: argv[0], argv: argv}, nil
}

// IsZero reports whether there is no reference.
func (r Ref) IsZero() bool { return r.scheme == "" }

// String returns the reference as the configuration writes it; of a command, only its name.
func (r Ref) String() string {
	switch r.scheme {
	case "":
		return ""
	case schemeExec:
		return "exec:" + filepath.Base(r.name)
	}
	return r.scheme + ":" + r.name
}
