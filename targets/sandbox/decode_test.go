package sandbox_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/targets/sandbox"
)

func TestAMalformedFileIsAnErrorWithItsLineAndWhatToDo(t *testing.T) {
	const head = "{\"sandbox\": 1,\n"
	for text, want := range map[string]string{
		"":                                    `app.json:1: unexpected end of JSON input; correct the JSON there`,
		"[]":                                  `app.json:1: must be an object, not array; correct the JSON there`,
		"null":                                `app.json:1: "sandbox" must be 1, the version of the form: write {"sandbox": 1, ...}`,
		"{\n\n\"sandbox\": 2}":                `app.json:3: "sandbox" must be 1, the version of the form: write {"sandbox": 1, ...}`,
		head + `"accounts": [}`:               `app.json:2: invalid character '}' looking for beginning of value; correct the JSON there`,
		head + `"acounts": []}`:               `app.json:2: there is no key "acounts" here: correct it or leave it out`,
		head + `"Accounts": []}`:              `app.json:2: there is no key "Accounts" here: correct it or leave it out`,
		head + `"accounts": {}}`:              `app.json:2: "accounts": must be a list, not object; write a list`,
		head + `"accounts": [` + "\n" + `7]}`: `app.json:2: "accounts": item 1 is no object; write {...}`,
		head + `"levels": {"team": "low"}}`:   `app.json:2: "levels": must be a list, not string; correct it`,
		head + `"self": true}`:                `app.json:2: "self": must be text, not bool; correct it`,
		head + `"sandbox": 1}`:                `app.json:2: the key "sandbox" stands twice in one object: leave one out`,
		head + `"accounts": [{"id": "1"},` + "\n" + `{"id": "2", "statsu": "x"}]}`:        `app.json:3: unknown field "statsu"; correct it`,
		head + `"accounts": [{"id": "1"},` + "\n" + `{"id": "2", "ID": "3"}]}`:            `app.json:3: the key "ID" stands twice in one object: leave one out`,
		head + `"accounts": [{"id": "1"},` + "\n" + `{"id": "1"}]}`:                       `app.json:3: account "1": the id is missing or another account's: give it one of its own`,
		head + `"accounts": [{"login": "a"}]}`:                                            `app.json:2: account "": the id is missing or another account's: give it one of its own`,
		head + `"accounts": [{"id": 1}]}`:                                                 `app.json:2: id must be text, not number; correct it`,
		head + `"accounts": [{"id": "1", "status": "closed"}]}`:                           `app.json:2: "closed" is no status: there are enabled, invited, suspended; correct it`,
		head + `"accounts": [{"id": "1", "kind": "\u001b[2J"}]}`:                          `app.json:2: "\x1b[2J" is no kind: there are human, guest, bot, shared; correct it`,
		head + `"accounts": [{"id": "1", "created": "24.11.2026"}]}`:                      `app.json:2: "24.11.2026" is not a date: write YYYY-MM-DD; correct it`,
		head + `"accounts": [{"id": "1", "holds": ["infra"]}]}`:                           `app.json:2: account "1": there is no entitlement "infra": write type:name, or declare it under ` + "`entitlements`",
		head + `"accounts": [{"id": "1", "holds": ["account"]}]}`:                         `app.json:2: account "1": "account" is what every account has: leave it out`,
		head + `"accounts": [{"id": "1", "holds": ["a:b", "a:b"]}]}`:                      `app.json:2: account "1": "a:b" is held twice: leave one out`,
		head + `"accounts": [{"id": "1", "holds": [{"entitlement": "a:b", "vai": ""}]}]}`: `app.json:2: unknown field "vai"; correct it`,
		head + `"levels": {"a": ["low"]}, "accounts": [{"id": "1", "holds": ["a:b=x"]}]}`: `app.json:2: account "1": "x" is no level of a:b: there are ["low"]`,
		head + `"levels": {"": []}}`:                                                      `app.json:2: "levels": a type or level is "" or "account"; give it a name`,
		head + `"top": [""]}`:                                                             `app.json:2: "top": a type or key is ""; leave it out`,
		head + `"entitlements": [{"id": "x", "name": "y"}]}`:                              `app.json:2: entitlement "x" has no type or name of its own: give it one`,
		head + `"entitlements": [{"id": "account", "type": "a", "name": "y"}]}`:           `app.json:2: the id of entitlement "account" is another's: give it one of its own`,
		head + `"entitlements": [{"type": "a", "name": "y", "level": "low"}]}`:            `app.json:2: "low" is no level of a:y: there are []`,
		head + `"facets": [{"name": "Guests", "listed": "yes"}]}`:                         `app.json:2: "facets": "Guests" is no name in lower case, or stands twice; correct it`,
		head + `"facets": [{"name": "guests", "listed": "no"}]}`:                          `app.json:2: "facets": nothing says why guests is not ` + "`listed`; add `why`",
		head + `"actions": [{"name": "delete", "listed": "yes"}]}`:                        `app.json:2: "actions": there is no action "delete"; write one of ["invite" "enable" "grant" "set-level" "suspend" "remove" "revoke"]`,
	} {
		s, err := open(t, place(t, text)).Snapshot(t.Context())
		if err == nil {
			t.Errorf("%s is taken", text)
		} else if diff := cmp.Diff(want, err.Error()); diff != "" {
			t.Errorf("%s:\n%s", text, diff)
		}
		if diff := cmp.Diff(access.Snapshot{}, s); diff != "" {
			t.Errorf("%s: a snapshot of it:\n%s", text, diff)
		}
	}
}

func TestAMissingFileIsAnErrorThatTellsHowToBegin(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.json")
	target := open(t, path)
	_, err := target.Check(t.Context())
	if err == nil {
		t.Fatal("there is one")
	}
	_, example, _ := strings.Cut(err.Error(), "with ")
	if !strings.HasPrefix(err.Error(), "app.json: ") || strings.Contains(err.Error(), filepath.Dir(path)) {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(path, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := read(t, target); len(s.Accounts) != 1 {
		t.Errorf("the example holds %+v", s)
	}
}

func TestWhatIsNoFileIsNotWaitedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.json")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	for _, path := range []string{path, filepath.Dir(path)} {
		if _, err := open(t, path).Check(t.Context()); err == nil || !strings.Contains(err.Error(), "it is no file") {
			t.Errorf("got %v", err)
		}
	}
}

func TestAFileTooLargeIsRefused(t *testing.T) {
	path := place(t, "{")
	if err := os.Truncate(path, 1<<30); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, path).Check(t.Context()); err == nil || !strings.Contains(err.Error(), "more than 64 MiB") {
		t.Errorf("got %v", err)
	}
}

func TestWhatCouldNotBeReadAgainIsNotWritten(t *testing.T) {
	path := place(t, company)
	unsound := access.Snapshot{Accounts: []access.Account{{ID: "a\xff"}, {ID: "a\xfe"}}}
	if err := sandbox.Write(path, unsound); err == nil || !strings.Contains(err.Error(), "left as it was") {
		t.Errorf("got %v", err)
	}
	if s := read(t, open(t, path)); len(s.Accounts) != 4 {
		t.Errorf("%d accounts are left", len(s.Accounts))
	}
}

func FuzzSandbox(f *testing.F) {
	for _, text := range []string{
		company, "{}", `{"sandbox": 1}`, "\ufeff{\"sandbox\": 1}", `{"sandbox": 1, "accounts": [{"id": "\u0000\ud83d", "holds": ["a:b", "a:\\\""]}]}`,
		`{"sandbox":1,"facets":[{"name":"bots","listed":"no","why":"x"}],"accounts":null}`, `{"sandbox":1,"accounts":[{"id":"1","emails":[null]}]}`,
		`{"sandbox":1,"suspend_frees_seat":true,"invited":3,"entitlements":[{"type":"a","name":"b"},{"id":"c","type":"a","name":"b"}]}`,
	} {
		f.Add([]byte(text))
	}
	place := regexp.MustCompile(`^app\.json:\d+: .`)
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "app.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		target := open(t, path)
		first, err := target.Snapshot(t.Context())
		if err != nil {
			if !place.MatchString(err.Error()) || strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("no place, or more than words: %q", err)
			}
			return
		}
		if err := sandbox.Write(path, first); err != nil {
			t.Fatalf("what was read can't be written: %v", err)
		}
		if diff := cmp.Diff(first, read(t, target)); diff != "" {
			t.Errorf("what comes back is not what was written:\n%s", diff)
		}
	})
}
