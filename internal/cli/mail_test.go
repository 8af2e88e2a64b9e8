package cli

import (
	"crypto/ed25519"
	"crypto/x509"
	"database/sql"
	"encoding/pem"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"reconcile/internal/config"
	"reconcile/internal/night"
)

const away = `mail: {server: "127.0.0.1:1", security: none, from: it@acme.example}` + "\n"

func TestWhoIsNotMailedIsNamedInTheReportOrBesideIt(t *testing.T) {
	o := newOffice(t, away+"reports: [{to: [ana@acme.example], when: always}]\n")
	// the very first roster is too old to be relied upon: no good one is known by which anybody could be mailed
	o.replace("reconcile.yaml", "36500d}\ntargets", "3d, exported: 2026-01-02}\ntargets")
	code, report := o.run(nil)
	if said := o.said.String(); !strings.Contains(report, "ana@acme.example, and are not") &&
		!strings.Contains(said, "ana@acme.example is the address of nobody") {
		t.Errorf("nobody is mailed, and nobody says so: exit %d\n%s\n%s", code, said, report)
	}
	if code != exitPartial {
		t.Errorf("exit %d", code)
	}
}

func TestWhatCouldNotBeMadeAtNightIsSentOnceItCanBe(t *testing.T) {
	o := newOffice(t, strings.Replace(away, "}", `, dkim: {domain: acme.example, selector: s1, key: "file:dkim.pem"}}`, 1)+
		"reports: [{to: [ana@acme.example], when: always}]\n")
	if code, _ := o.run(nil); code != exitPartial || !strings.Contains(o.said.String(), "once that is mended, `report send` mails it") {
		t.Fatalf("exit %d: %s", code, o.said.String())
	}
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	o.write("dkim.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	if code := o.send(); code != exitPartial || o.waiting() != "ana@acme.example" {
		t.Errorf("exit %d, waiting %q: %s", code, o.waiting(), o.said.String())
	}
}

func TestAReportThatIsSentAgainTakesNobodysMailAway(t *testing.T) {
	o := newOffice(t, strings.Replace(away, "}", `, allow: [auditor@firm.example]}`, 1)+"reports: [{to: [ana@acme.example], when: always}]\n")
	o.replace("reconcile.yaml", "from: it@", `dkim: {domain: acme.example, selector: s1, key: "file:dkim.pem"}, from: it@`)
	o.run(nil)
	o.replace("reconcile.yaml", `dkim: {domain: acme.example, selector: s1, key: "file:dkim.pem"}, `, "")
	f := &SendFlags{ReportFlags: ReportFlags{Config: o.config()}, To: []string{"auditor@firm.example"}}
	o.code(o.app().SendMail(t.Context(), f, ""))
	o.send()
	if waiting := o.waiting(); waiting != "ana@acme.example auditor@firm.example" {
		t.Errorf("waiting: %q", waiting)
	}
}

func TestARunThatIsNotToBeMailedIsMailedByNobodyLater(t *testing.T) {
	o := newOffice(t, away+"reports: [{to: [ana@acme.example], when: always}]\n")
	o.run(func(f *RunFlags) { f.NoMail = true })
	o.now = o.now.Add(time.Hour)
	o.run(func(f *RunFlags) { f.Targets = []string{"crm"} })
	if waiting := o.waiting(); waiting != "" {
		t.Errorf("a run for one app mails the night before to %s", waiting)
	}
	o.send()
	if waiting := o.waiting(); waiting != "" {
		t.Errorf("`report send` mails it to %s", waiting)
	}
}

func TestWhoMayBeMailedIsDecidedByTheDayWhereTheyWork(t *testing.T) {
	o := newOffice(t, away+"reports: [{to: [bob@acme.example], when: always}]\ntimezones: {location: {Lima: America/Lima}}\n")
	o.replace("people.csv", "active,Lima,2020-01-01,", "terminated,Lima,2020-01-01,2026-03-01") // in Lima it is 1 March
	if _, report := o.run(nil); strings.Contains(report, "bob@acme.example, and are not") || o.waiting() != "bob@acme.example" {
		t.Errorf("waiting %q: %s", o.waiting(), report)
	}
}

func TestWhoIsLeavingIsKnownUnderEveryDomainOfTheCompany(t *testing.T) {
	o := newOffice(t, strings.Replace(away, "}", `, allow: [bob@acme.io]}`, 1)+
		"domain_aliases: [[acme.example, acme.io]]\nreports: [{to: [ana@acme.example, bob@acme.io], when: always, confidential: true}]\n")
	o.replace("people.csv", "active,Lima,2020-01-01,", "terminated,Lima,2020-01-01,2026-03-20")
	o.run(nil)
	for to, shown := range map[string]bool{"ana@acme.example": true, "bob@acme.io": false} {
		if body := o.body(to); strings.Contains(body, "Bob Lee") != shown {
			t.Errorf("%s is shown who is leaving: %t, should be %t", to, !shown, shown)
		}
	}
}

func TestAMailThatWaitsIsNotSentToWhoHasLeftMeanwhile(t *testing.T) {
	o := newOffice(t, strings.Replace(away, "}", `, allow: [auditor@firm.example]}`, 1)+
		"reports: [{to: [ana@acme.example, bob@acme.example, auditor@firm.example], when: weekly}]\n")
	o.run(nil)
	if waiting := o.waiting(); waiting != "ana@acme.example auditor@firm.example bob@acme.example" {
		t.Fatalf("waiting: %q", waiting)
	}
	o.replace("people.csv", "active,Lima,2020-01-01,", "terminated,Lima,2020-01-01,2026-03-02")
	o.replace("reconcile.yaml", "allow: [auditor@firm.example]", "allow: [other@firm.example]")
	o.now = o.now.AddDate(0, 0, 1)
	o.run(nil)
	if waiting := o.waiting(); waiting != "ana@acme.example" {
		t.Errorf("waiting: %q", waiting)
	}
	o.now = o.now.AddDate(0, 0, 1)
	if _, report := o.run(nil); !strings.Contains(report, "to bob@acme.example was given up: bob@acme.example is the address of e2, who is not active (left)") {
		t.Errorf("the next report does not tell it: %s", report)
	}
}

func TestANightOfTheScheduleWhoseMailsCannotBeMadeRaisesTheAlarm(t *testing.T) {
	o := newOffice(t, away+"reports: [{to: [ana@acme.example], when: always}]\n")
	o.run(nil)
	db, err := sql.Open("sqlite3", filepath.Join(o.dir, "acme.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "CREATE TRIGGER full BEFORE UPDATE OF queued ON run BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	o.now = o.now.AddDate(0, 0, 1)
	app := o.app()
	log := slog.New(slog.NewTextHandler(&o.said, nil))
	err = app.scheduled(t.Context(), night.Options{ConfigPath: o.config(), Now: app.Now, Kinds: kinds(), Log: log})
	if err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("the night did not fail: %v", err)
	}
	if said := o.said.String(); !strings.Contains(said, "nobody could be mailed that the night failed") { // the server is away
		t.Errorf("the unit stays up, nothing is mailed, and nobody is told:\n%s", said)
	}
}

func TestWhereOwnersAloneAreMailedTheyAreToldThatANightFailed(t *testing.T) {
	o := newOffice(t, away+"reports: [{to: owners, when: findings}]\n")
	if err := o.app().Alert(t.Context(), &ReportFlags{Config: o.config()}, "reconcile.service"); err == nil || code(err) != exitUsage {
		t.Errorf("there is nobody who could be told, and nothing is said: %v", err)
	}
	o.replace("reconcile.yaml", "crm.csv,", "crm.csv, owner: ana@acme.example,")
	cfg, err := config.Load(o.config(), kinds())
	if err != nil {
		t.Fatal(err)
	}
	if to := alerted(cfg); len(to) != 1 || !to["ana@acme.example"] {
		t.Errorf("told are %v", to)
	}
}
