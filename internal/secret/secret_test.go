package secret_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reconcile/internal/secret"
)

const hunter = "hunter2"

func TestASecretCannotPrintItself(t *testing.T) {
	s := secret.New(hunter)
	holder := struct {
		Token secret.String
		List  []secret.String
		Point *secret.String
		By    map[string]secret.String
	}{s, []secret.String{s}, &s, map[string]secret.String{"a": s}}
	var printed []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%10s", "%.3s", "%!"} {
		printed = append(printed, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s), fmt.Sprintf(verb, holder))
	}
	for _, value := range []any{s, &s, holder} {
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		printed = append(printed, string(data))
	}
	data, err := xml.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("a", "token", s, "holder", holder)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("a", "token", s, "holder", holder)
	printed = append(printed, string(data), log.String(), fmt.Sprint(s), fmt.Errorf("x %v", s).Error())
	for _, text := range printed {
		for _, form := range []string{hunter, fmt.Sprintf("%x", hunter), fmt.Sprintf("%X", hunter), "aHVudGVyMg"} {
			if strings.Contains(text, form) {
				t.Errorf("the secret stands in %s", text)
			}
		}
	}
	if s.Reveal() != hunter {
		t.Error("a secret reveals something else")
	}
}

func TestTheZeroStringIsNoSecret(t *testing.T) {
	if !(secret.String{}).IsZero() || secret.New("x").IsZero() || !(secret.Ref{}).IsZero() {
		t.Error("zero is not zero")
	}
}

func TestATextThatIsNoReferenceIsRefusedWithoutRepeatingIt(t *testing.T) {
	for _, text := range []string{
		hunter, "env:" + hunter + "!", "env:", "env:1" + hunter, "file:", "file:" + hunter + "\n", "cred:", "cred:../" + hunter,
		"cred:.", "cred:..", "exec:" + hunter, "https://a:" + hunter + "@b", "ENV:" + hunter, "",
	} {
		_, err := secret.ParseRef(text)
		if err == nil {
			t.Errorf("%q is taken for a reference", text)
		} else if strings.Contains(err.Error(), hunter) {
			t.Errorf("the error repeats the text: %v", err)
		}
	}
	for _, argv := range [][]string{nil, {}, {""}, {"a", "b\x00"}} {
		if _, err := secret.ExecRef(argv); err == nil {
			t.Errorf("%q is taken for a command", argv)
		}
	}
}

func TestAReferencePrintsAsItIsWritten(t *testing.T) {
	for _, text := range []string{"env:GITHUB_TOKEN", "file:/run/token", "file:token", "cred:github"} {
		ref, err := secret.ParseRef(text)
		if err != nil || ref.String() != text {
			t.Errorf("%s: got %s, %v", text, ref, err)
		}
	}
	ref, err := secret.ExecRef([]string{"/usr/bin/op", "read", hunter})
	if err != nil || ref.String() != "exec:op" {
		t.Errorf("got %s, %v", ref, err)
	}
}

func TestASecretIsFetchedFromWhereItIsKept(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "token"), hunter+"\n")
	write(t, filepath.Join(dir, "windows"), hunter+"\r\n")
	write(t, filepath.Join(dir, "lines"), "a\nb\n\n")
	t.Setenv("RECONCILE_TEST_TOKEN", hunter)
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	tests := map[string]string{
		"env:RECONCILE_TEST_TOKEN":            hunter,
		"file:token":                          hunter,
		"file:windows":                        hunter,
		"file:" + filepath.Join(dir, "token"): hunter,
		"file:lines":                          "a\nb\n",
		"cred:token":                          hunter,
	}
	for text, want := range tests {
		got, err := ref(t, text).Resolve(t.Context(), dir)
		if err != nil || got.Reveal() != want {
			t.Errorf("%s: got %q, %v", text, got.Reveal(), err)
		}
	}
	command, err := secret.ExecRef([]string{"cat", "token"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := command.Resolve(t.Context(), dir); err != nil || got.Reveal() != hunter {
		t.Errorf("exec: got %q, %v", got.Reveal(), err)
	}
}

func TestASecretThatCannotBeFetchedIsNamedByItsReference(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "empty"), "\n")
	write(t, filepath.Join(dir, "large"), strings.Repeat(hunter, 10_000))
	t.Setenv("RECONCILE_TEST_EMPTY", "")
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	failing := func(argv ...string) secret.Ref {
		r, err := secret.ExecRef(argv)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	tests := []struct {
		ref  secret.Ref
		want string
	}{
		{ref(t, "env:RECONCILE_TEST_UNSET"), "env:RECONCILE_TEST_UNSET: the environment variable is not set"},
		{ref(t, "env:RECONCILE_TEST_EMPTY"), "it is empty"},
		{ref(t, "file:absent"), "no such file"},
		{ref(t, "file:empty"), "file:empty: it is empty"},
		{ref(t, "file:large"), "larger than 64 KiB"},
		{ref(t, "file:."), "is a directory"},
		{ref(t, "cred:github"), "LoadCredential"},
		{failing("cat", "absent"), "exec:cat: the command failed (exit status 1)"},
		{failing("cat", "large"), "larger than 64 KiB"},
		{failing("cat", "empty"), "it is empty"},
		{failing("no-such-command-" + hunter), "could not be run"},
		{secret.Ref{}, "no secret is named"},
	}
	for _, tt := range tests {
		got, err := tt.ref.Resolve(t.Context(), dir)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !got.IsZero() {
			t.Errorf("%s: got %v, want %s", tt.ref, err, tt.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := failing("cat", "empty").Resolve(ctx, dir); err == nil {
		t.Error("a cancelled context runs the command")
	}
}

func ref(t *testing.T, text string) secret.Ref {
	t.Helper()
	r, err := secret.ParseRef(text)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
