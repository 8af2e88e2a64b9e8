package deliver_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/deliver"
	"reconcile/internal/mail"
	"reconcile/internal/recipients"
	"reconcile/internal/store"
)

// crashing names the variable that makes the test binary a sender that is killed: the store, then the server.
const crashing = "DELIVER_TEST_CRASH"

func TestMain(m *testing.M) {
	path, server, crash := strings.Cut(os.Getenv(crashing), "|")
	if !crash {
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, "it was not killed:", killed(path, server))
	os.Exit(3)
}

// monday is the first day of the tests' company.
var monday = access.DateOf(2026, time.March, 2)

// house is a company's store at a time, with those who may be mailed.
type house struct {
	t    *testing.T
	path string
	now  time.Time
	*store.Store
	settings *deliver.Settings
	// refused is an address of which the next night's findings say that it is not mailed, "" for none.
	refused string
	// limited: the next run is for some apps.
	limited bool
	// unmailed says who was not mailed the last night although its findings do not say so.
	unmailed []string
}

func newHouse(t *testing.T, reports ...deliver.Report) *house {
	h := &house{t: t, path: filepath.Join(t.TempDir(), "acme.db"), now: monday.Time().Add(150 * time.Minute)}
	s, err := store.Open(t.Context(), h.path, store.Options{Now: h.clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	h.Store = s
	people := []access.Person{
		{ID: "e1", Email: "it@acme.example"},
		{ID: "e2", Email: "cto@acme.example"},
		{ID: "e3", Email: "gone@acme.example"},
		{ID: "e4", Name: "Lea Vin", Email: "lea@acme.example"},
	}
	standings := []access.Standing{{}, {}, {State: access.Left}, {Leaving: true}}
	h.settings = &deliver.Settings{
		From: netmail.Address{Name: "Access audit", Address: "reconcile@acme.example"}, Reports: reports, Zone: time.UTC,
		Owners: map[string][]string{"cto@acme.example": {"github"}}, Now: h.clock, Random: rand.Reader,
		Book: recipients.NewBook(people, standings, []string{"auditor@firm.example"}, nil),
	}
	return h
}

func (h *house) clock() time.Time { return h.now }

// night stores a whole night with findings of these accounts in github and slack, and queues its mails.
func (h *house) night(accounts ...string) int {
	h.t.Helper()
	day := access.DayOf(h.now)
	run, id, err := h.Begin(h.t.Context(), store.RunStart{
		ID: h.now.Format("20060102T150405Z"), AsOf: day, Day: day, InLine: true, Limited: h.limited, Mode: "dry-run", Started: h.now,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	doc := &access.Run{
		Schema: access.SchemaVersion, Run: access.RunHead{ID: id, Company: "Acme", Mode: "dry-run", AsOf: day, InLine: true, Started: h.now, Finished: h.now},
		Targets: []access.TargetResult{{Name: "github", Status: access.Complete}, {Name: "slack", Status: access.Complete}},
	}
	for _, account := range accounts {
		target, name, _ := strings.Cut(account, "/")
		f := access.Finding{
			Verdict: access.Orphaned, Cause: access.CauseUnknown, Severity: access.High, Target: target, Entitlement: access.AccountType,
			Account: &access.AccountName{ID: name, Login: name}, Reason: name + " is the account of nobody.", FirstSeen: day,
			Fingerprint: access.Fingerprint(access.Orphaned, target, name, "account"),
		}
		if name == "lea" {
			f.Person, f.Confidential = &access.PersonName{ID: "e4", Name: "Lea Vin"}, true
		}
		doc.Findings = append(doc.Findings, f)
	}
	if h.refused != "" {
		doc.Findings = append(doc.Findings, access.Finding{
			Verdict: access.RefusedRecipient, Severity: access.Critical, Entitlement: "mail:" + h.refused, EntitlementID: "mail:" + h.refused,
			Fingerprint: access.Fingerprint(access.RefusedRecipient, "", h.refused, "mail"),
		})
	}
	doc.Measure()
	finished := store.Finished{Document: doc, Concluded: func(*access.Finding) bool { return true }}
	if _, err := h.Finish(h.t.Context(), run, finished); err != nil {
		h.t.Fatal(err)
	}
	q, err := deliver.Queue(h.t.Context(), h.Store, h.settings)
	if err != nil {
		h.t.Fatal(err)
	}
	h.unmailed = q.Refused
	return q.Mails
}

// send sends what is due to a server.
func (h *house) send(server string) deliver.Result {
	h.t.Helper()
	r, err := h.sender(server).Send(h.t.Context(), h.Store, h.path, false)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func (h *house) sender(server string) *deliver.Sender {
	return &deliver.Sender{
		Transport: mail.Transport{Server: server, Security: mail.Clear, DialTimeout: 5 * time.Second, Timeout: 5 * time.Second},
		From:      "reconcile@acme.example", Now: h.clock,
	}
}

func TestANightIsMailedToWhoMayHaveItAndToEachOwnerTheirPart(t *testing.T) {
	s := serve(t)
	h := newHouse(t,
		deliver.Report{To: []string{"it@acme.example", "gone@acme.example", "auditor@firm.example"}, When: "findings", Name: "night", Attach: []string{"xlsx"}},
		deliver.Report{Owners: true, When: "findings", Name: "night", Attach: []string{"html"}})
	if n := h.night("github/octo", "slack/sally"); n != 3 {
		t.Errorf("%d mails", n)
	}
	if r := h.send(s.address); r.Sent != 3 || !r.Complete() {
		t.Errorf("%+v", r)
	}
	if diff := strings.Join(s.recipients(), " "); diff != "auditor@firm.example cto@acme.example it@acme.example" {
		t.Errorf("sent to %s", diff)
	}
	whole, owner := s.to("it@acme.example")[0], s.to("cto@acme.example")[0]
	if text := whole.text(t); !strings.Contains(text, "octo") || !strings.Contains(text, "sally") {
		t.Errorf("the whole report lacks something:\n%s", text)
	}
	if text := owner.all(t); !strings.Contains(text, "octo") || strings.Contains(text, "sally") {
		t.Errorf("an owner's mail is not of their apps alone:\n%s", text)
	}
	if whole.header(t, "Auto-Submitted") != "auto-generated" || !strings.HasPrefix(whole.header(t, "Subject"), "Acme: 2 findings") {
		t.Errorf("subject %q", whole.header(t, "Subject"))
	}
	if names := whole.files(t); len(names) != 1 || names[0] != "acme-2026-03-02.xlsx" {
		t.Errorf("attached: %v", names)
	}
	if n := len(s.all()); h.send(s.address).Sent != 0 || len(s.all()) != n {
		t.Error("what was sent is sent again")
	}
}

func TestWhoIsLeavingIsShownInConfidentialMailsAloneAndNeverToThemselves(t *testing.T) {
	s := serve(t)
	h := newHouse(t,
		deliver.Report{To: []string{"it@acme.example"}, When: "always", Name: "night"},
		deliver.Report{To: []string{"cto@acme.example", "lea@acme.example"}, When: "always", Name: "night", Confidential: true, Attach: []string{"html"}})
	h.night("github/lea", "slack/sally")
	h.send(s.address)
	for to, shown := range map[string]bool{"it@acme.example": false, "cto@acme.example": true, "lea@acme.example": false} {
		if text := s.to(to)[0].all(t); strings.Contains(text, "Lea Vin") != shown {
			t.Errorf("%s: shown %t, should be %t", to, !shown, shown)
		}
	}
}

func TestSilenceMeansAFault(t *testing.T) {
	h := newHouse(t, deliver.Report{To: []string{"it@acme.example"}, When: "findings", Name: "night"})
	var sent []int
	for d := range 16 {
		accounts := []string{"github/octo"}
		if d > 0 && d != 10 {
			accounts = nil
		}
		if h.night(accounts...) > 0 {
			sent = append(sent, d)
		}
		h.now = h.now.AddDate(0, 0, 1)
	}
	if !slices.Equal(sent, []int{0, 7, 10}) {
		t.Errorf("mailed on days %v: findings on 0 and 10, and an all-clear a week after a mail", sent)
	}
}

func TestChangesAreMailedOnlyWhenSomethingChanged(t *testing.T) {
	h := newHouse(t, deliver.Report{To: []string{"it@acme.example"}, When: "changes", Name: "night"})
	var sent []int
	for d, accounts := range [][]string{{"github/octo"}, {"github/octo"}, {"github/octo", "slack/sally"}, {"github/octo", "slack/sally"}, nil, nil} {
		if h.night(accounts...) > 0 {
			sent = append(sent, d)
		}
		h.now = h.now.AddDate(0, 0, 1)
	}
	if !slices.Equal(sent, []int{0, 2, 4}) {
		t.Errorf("mailed on days %v", sent)
	}
}

func TestARefusedRecipientIsGivenUpAndTheOthersAreNot(t *testing.T) {
	s := serve(t)
	s.refuse["it@acme.example"] = 550
	s.refuse["auditor@firm.example"] = 451
	h := newHouse(t, deliver.Report{To: []string{"it@acme.example", "cto@acme.example", "auditor@firm.example"}, When: "always", Name: "night"})
	h.night("github/octo")
	r := h.send(s.address)
	if r.Sent != 1 || len(r.Failed) != 1 || r.Failed[0].Recipient != "it@acme.example" || len(r.Waiting) != 1 || r.Complete() {
		t.Fatalf("%+v", r)
	}
	if r := h.send(s.address); len(r.Later) != 1 || r.Sent != 0 {
		t.Errorf("it is tried again at once: %+v", r)
	}
	h.now = h.now.Add(10 * time.Minute)
	delete(s.refuse, "auditor@firm.example")
	if r := h.send(s.address); r.Sent != 1 || !r.Complete() {
		t.Errorf("it is not tried again: %+v", r)
	}
	failed, err := h.Undelivered(t.Context())
	if err != nil || len(failed) != 1 || !strings.Contains(failed[0].Error, "550") {
		t.Errorf("what the next report tells: %+v, %v", failed, err)
	}
}

func TestAServerThatIsAwayIsTriedForThreeDays(t *testing.T) {
	h := newHouse(t, deliver.Report{To: []string{"it@acme.example"}, When: "weekly", Name: "night"})
	h.night("github/octo")
	for hours := 0; hours < 72; hours += 8 {
		if r := h.send("127.0.0.1:1"); len(r.Waiting) != 1 || len(r.Failed) != 0 {
			t.Fatalf("after %d hours: %+v", hours, r)
		}
		h.now = h.now.Add(8 * time.Hour)
	}
	if r := h.send("127.0.0.1:1"); len(r.Failed) != 1 {
		t.Errorf("after three days: %+v", r)
	}
	s := serve(t)
	if r := h.send(s.address); r.Sent != 0 {
		t.Error("what was given up is sent")
	}
}

func TestMailsThatAreNotDueGoOutOnceTheServerTookAnother(t *testing.T) {
	h := newHouse(t, deliver.Report{To: []string{"it@acme.example"}, When: "always", Name: "night"})
	h.night("github/octo")
	h.send("127.0.0.1:1")
	s := serve(t)
	if r := h.send(s.address); len(r.Later) != 1 || r.Sent != 0 {
		t.Fatalf("nothing says that the server is back: %+v", r)
	}
	h.now = h.now.Add(time.Second)
	h.night("github/octo")
	if r := h.send(s.address); r.Sent != 2 || !r.Complete() {
		t.Errorf("%+v", r)
	}
}

func TestOneSenderSendsAtATime(t *testing.T) {
	s := serve(t)
	h := newHouse(t, deliver.Report{To: []string{"it@acme.example"}, When: "always", Name: "night"})
	h.night("github/octo")
	unlock, err := store.LockOutbox(h.path, h.now)
	if err != nil {
		t.Fatal(err)
	}
	if r := h.send(s.address); !r.Elsewhere || r.Complete() || len(s.all()) != 0 {
		t.Errorf("%+v", r)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if r := h.send(s.address); r.Sent != 1 {
		t.Errorf("%+v", r)
	}
}

// killed sends what waits, and kills itself when the server has taken it and the store does not know yet.
func killed(path, server string) error {
	commits := 0
	now := monday.Time().Add(3 * time.Hour)
	s, err := store.Open(context.Background(), path, store.Options{Now: func() time.Time { return now }, OnCommit: func() {
		if commits++; commits == 3 { // claimed is committed (1, 2), sent is about to be
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}})
	if err != nil {
		return err
	}
	sender := (&house{now: now}).sender(server)
	_, err = sender.Send(context.Background(), s, path, true)
	return err
}

func TestASenderKilledAfterTheServerTookAMailSendsTheSameAgain(t *testing.T) {
	s := serve(t)
	h := newHouse(t, deliver.Report{To: []string{"it@acme.example"}, When: "always", Name: "night", Attach: []string{"xlsx"}})
	h.night("github/octo")
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), crashing+"="+h.path+"|"+s.address)
	out, err := cmd.CombinedOutput()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		t.Fatalf("it was not killed: %v\n%s", err, out)
	}
	if n := len(s.all()); n != 1 {
		t.Fatalf("the server took %d mails before the kill", n)
	}
	if r := h.send(s.address); r.Sent != 1 {
		t.Fatalf("%+v", r)
	}
	all := s.to("it@acme.example")
	if len(all) != 2 || all[0].data != all[1].data || all[0].header(t, "Message-Id") == "" {
		t.Errorf("%d mails, equal: %t", len(all), len(all) == 2 && all[0].data == all[1].data)
	}
}

// mailed is a mail that a server took.
type mailed struct{ to, data string }

func (m mailed) read(t *testing.T) *netmail.Message {
	t.Helper()
	message, err := netmail.ReadMessage(strings.NewReader(m.data))
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func (m mailed) header(t *testing.T, name string) string {
	text, err := new(mime.WordDecoder).DecodeHeader(m.read(t).Header.Get(name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// walk goes through the parts of a mail that are no containers.
func (m mailed) walk(t *testing.T, see func(kind, name string, data []byte)) {
	t.Helper()
	message := m.read(t)
	var walk func(kind string, body io.Reader)
	walk = func(kind string, body io.Reader) {
		_, params, err := mime.ParseMediaType(kind)
		if err != nil {
			t.Fatal(err)
		}
		for r := multipart.NewReader(body, params["boundary"]); ; {
			p, err := r.NextPart()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(p.Header.Get("Content-Type"), "multipart/") {
				walk(p.Header.Get("Content-Type"), p)
				continue
			}
			var data bytes.Buffer
			if _, err := io.Copy(&data, p); err != nil {
				t.Fatal(err)
			}
			see(p.Header.Get("Content-Type"), p.FileName(), data.Bytes())
		}
	}
	walk(message.Header.Get("Content-Type"), message.Body)
}

func (m mailed) text(t *testing.T) (text string) {
	m.walk(t, func(kind, name string, data []byte) {
		if strings.HasPrefix(kind, "text/plain") && name == "" {
			text = string(data)
		}
	})
	return text
}

func (m mailed) all(t *testing.T) string {
	var all strings.Builder
	m.walk(t, func(_, _ string, data []byte) { all.Write(decode(data)) })
	return all.String()
}

func (m mailed) files(t *testing.T) (names []string) {
	m.walk(t, func(_, name string, _ []byte) {
		if name != "" {
			names = append(names, name)
		}
	})
	return names
}
