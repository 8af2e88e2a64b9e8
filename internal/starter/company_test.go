package starter_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/config"
	"reconcile/internal/night"
	"reconcile/internal/starter"
	"reconcile/internal/table"
	sources "reconcile/sources/all"
	targets "reconcile/targets/all"
)

// staff is a small HR export.
const staff = "Employee ID,Name,Work email,Status,Department,Title,Start date,GitHub login\n" +
	"e1,Ana,ana@acme.example,Active,Engineering,CTO,2020-01-31,anaruiz\n" +
	"e2,Bob,bob@acme.example,Active,Engineering,Developer,2020-01-31,bob-x\n" +
	"e3,Cyd,cyd@acme.example,Active,Engineering,Developer,2021-01-31,cyd77\n" +
	"e4,Dee,dee@acme.example,Terminated,Sales,Seller,2021-01-31,\n"

// failer is a test, or one case of a property.
type failer interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// write writes a folder of exports and returns what is asked of it: the roster is people.csv, everything else an app.
func write(t failer, dir string, files map[string]string) starter.Request {
	t.Helper()
	r := starter.Request{Dir: dir, Roster: filepath.Join(dir, "people.csv"), Now: time.Now()}
	for _, name := range []string{"people", "app", "slack", "google", "github"} {
		text, ok := files[name]
		if !ok {
			continue
		}
		path := filepath.Join(dir, name+".csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if name != "people" {
			r.Exports = append(r.Exports, starter.Export{Name: name, Path: path})
		}
	}
	return r
}

// proposed makes a configuration, writes it beside the exports, and holds it to being read, with as many accounts linked as
// it says.
func proposed(t *testing.T, files map[string]string) (*starter.Proposal, *night.CheckResult) {
	t.Helper()
	dir := t.TempDir()
	p, err := starter.Propose(context.Background(), write(t, dir, files))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := starter.Write(dir, p.Files, false); err != nil {
		t.Fatal(err)
	}
	c := sound(t, dir)
	theSame(t, p, c)
	return p, c
}

func options(dir string) night.Options {
	return night.Options{ConfigPath: filepath.Join(dir, starter.Config), Kinds: config.KindsOf(sources.All(), targets.All())}
}

// sound holds the configuration in a folder to being read whole.
func sound(t failer, dir string) *night.CheckResult {
	t.Helper()
	c, err := night.Check(context.Background(), options(dir), false)
	if err != nil {
		text, _ := os.ReadFile(filepath.Join(dir, starter.Config))
		t.Fatalf("%v\n%s", err, text)
	}
	for i := range c.Targets {
		if x := &c.Targets[i]; x.Err != nil || len(x.Why) > 0 {
			text, _ := os.ReadFile(filepath.Join(dir, starter.Config))
			t.Fatalf("%s: %v %v\n%s", x.Name, x.Err, x.Why, text)
		}
	}
	return c
}

// has wants a text to have each of some parts.
func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
}

// theSame wants what was proposed to count linked accounts as a check of it does.
func theSame(t failer, p *starter.Proposal, c *night.CheckResult) {
	t.Helper()
	for i := range c.Targets {
		x := &c.Targets[i]
		want := fmt.Sprintf("; %d of %d human accounts in use are linked to a person", x.Linked, x.Humans)
		if !slices.ContainsFunc(p.Read, func(s string) bool { return strings.HasPrefix(s, x.Name+", ") && strings.HasSuffix(s, want) }) {
			t.Fatalf("%s: a check finds %q, and what was read was\n%s", x.Name, want, strings.Join(p.Read, "\n"))
		}
	}
}

func all(p *starter.Proposal) string {
	return strings.Join(slices.Concat(p.Read, p.Assumed, p.Open), "\n")
}

func TestExportsAsTheAppsMakeThemNeedNoEditing(t *testing.T) {
	files := map[string]string{
		"people": "Plantilla de Acme S.L.\nNº empleado;Nombre;Apellidos;Correo corporativo;Email personal;Situación;Departamento;Puesto;Fecha de alta;" +
			"Fecha de baja;Usuario de GitHub\n" +
			"001;Ana;Ruiz;ana@acme.example;a@mail.example;Activo;Ingeniería;CTO;01/03/2020;;anaruiz\n" +
			"002;Luis;Gómez;luis@acme.example;;Activo;Ingeniería;Desarrollador;15/06/2021;;lgomez\n" +
			"003;Eva;Sanz;eva@acme.example;;Excedencia;Ingeniería;Desarrolladora;01/01/2019;;evasanz\n" +
			"004;Iván;Mora;ivan@acme.example;;Baja voluntaria;Ventas;Comercial;01/02/2020;31/10/2025;\n",
		"slack": "username,email,status,billing-active,has-2fa,has-sso,userid,fullname,displayname,expiration-timestamp\n" +
			"ana,ana@acme.example,Primary Owner,1,1,0,U01,Ana Ruiz,,\nluis,luis@acme.example,Member,1,1,0,U02,Luis,,\n" +
			"eva,eva@acme.example,Admin,1,1,0,U03,Eva,,\nivan,ivan@acme.example,Deactivated,0,0,0,U04,Iván,,\n" +
			"pat,pat@client.example,Single-Channel Guest,0,0,0,U05,Pat,,1798761600\n",
		"google": "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],Org Unit Path [Required]," +
			"Status [READ ONLY],Last Sign In [READ ONLY],Recovery Email,Employee ID,Department,2sv Enrolled [READ ONLY],2sv Enforced [READ ONLY]\n" +
			"Ana,Ruiz,ana@acme.example,****,/,Active,2026/11/20 10:11:12,x@mail.example,,,True,False\n" +
			"Luis,Gómez,luis@acme.example,****,/,Active,Never logged in,,,,False,False\n" +
			"Eva,Sanz,eva@acme.example,****,/,Suspended,2026/11/20 10:11:12,,,,True,False\n",
		"github": "login,name,tfa_enabled,is_public,updated_at,last_active,role\n" +
			"anaruiz,Ana,true,false,2026-11-01 08:00:00 +0000,2026-11-24 08:00:00 +0000,Owner\n" +
			"lgomez,,false,false,2026-11-01 08:00:00 +0000,2026-11-24 08:00:00 +0000,Member\n" +
			"acme-bot,,true,false,2026-11-01 08:00:00 +0000,,Owner\n",
	}
	p, c := proposed(t, files)
	if r := c.Roster; r.Active != 2 || r.OnLeave != 1 || r.Left != 1 || len(r.Unsound) > 0 || r.Bad > 0 {
		t.Errorf("the roster is %+v", r)
	}
	for i, linked := range []int{3, 2, 2} {
		if c.Targets[i].Linked != linked {
			t.Errorf("%s: %d linked, want %d", c.Targets[i].Name, c.Targets[i].Linked, linked)
		}
	}
	text := string(p.Files[0].Data)
	has(t, text, "company: acme.example\n", "dates: dmy  #", "columns: {status: status}\n", "entitlement_columns: {status: role}\n",
		`privileged: ["role:Primary Owner", "role:Admin"]`, "entitlement_columns: {role: role}\n", `privileged: ["role:Owner"]`, "path: people.csv\n")
	if n := strings.Count(text, "\n"); n < 10 || n > 30 {
		t.Errorf("the configuration has %d lines:\n%s", n, text)
	}
	has(t, string(p.Files[1].Data), "slack: [account]  # 3 of 3 have it", `#    when: {title: [CTO]}`)
	has(t, all(p), `accounts.github "Usuario de GitHub"`, "everybody should have an account in slack", "google: what the accounts hold")
}

func TestTheProposedRolesAreRulesOnceTheirCommentSignsAreGone(t *testing.T) {
	for name, app := range map[string]string{
		"everybody has it": "id,email,Role,Teams\n1,ana@acme.example,Owner,infra;dev\n2,bob@acme.example,Member,dev\n3,cyd@acme.example,Member,dev\n",
		"few have it":      "id,email,Role,Teams\n1,ana@acme.example,Owner,\n2,x@y.example,Member,dev*\n",
	} {
		dir := t.TempDir()
		p, err := starter.Propose(context.Background(), write(t, dir, map[string]string{"people": staff, "app": app}))
		if err != nil {
			t.Fatal(err)
		}
		rules := regexp.MustCompile(`(?m)^#(  .*|roles:)$`).ReplaceAllString(string(p.Files[1].Data), "$1")
		if rules == string(p.Files[1].Data) {
			t.Errorf("%s: no role is proposed in\n%s", name, rules)
		}
		p.Files[0].Data = []byte(strings.Replace(string(p.Files[0].Data), "#rules:", "rules:", 1))
		p.Files[1].Data = []byte(rules)
		if _, err := starter.Write(dir, p.Files, false); err != nil {
			t.Fatal(err)
		}
		if c := sound(t, dir); c.Rules.Roles < 1 || len(c.Warnings) > 0 {
			t.Errorf("%s: %+v %v", name, c.Rules, c.Warnings)
		}
	}
}

func TestWhatNoHeaderTellsIsFoundByWhatStandsInTheColumns(t *testing.T) {
	for name, c := range map[string]struct {
		people, app string
		want        []string
	}{
		"an id": {"Ficha ERP,Nombre,Correo\nA-1,Ana,ana@acme.example\nA-2,Bob,bob@acme.example\n", "id,email\n1,ana@acme.example\n", []string{
			"columns: {id: Ficha ERP}",
		}},
		"an address for an id": {"Name,Work email\nAna Lee,ana@acme.example\nBob,bob@acme.example\n", "id,email\n1,ana@acme.example\n", []string{
			"columns: {id: Work email, work_email: Work email}",
		}},
		"an address": {"id,Name,Post\n1,Ana,ana@acme.example\n2,Bob,bob@acme.example\n", "id,SAML name\n1,ana@acme.example\n", []string{
			"columns: {work_email: Post}", "columns: {email: SAML name}",
		}},
		"a login that is an address": {staff, "Username,Role\nana@acme.example,Owner\nbob@acme.example,Member\n", []string{
			"columns: {email: Username, login: Username}",
		}},
		"dates": {"id,Name,Term start,Term end\n1,Ana,2020-01-01,2030-01-01\n2,Bob,2020-01-01,2021-01-01\n", "id,email\n1,a@acme.example\n", []string{
			"columns: {end: Term end, start: Term start}",
		}},
		"logins in the roster": {strings.Replace(staff, "GitHub login", "Nick", 1), "login,Role\nanaruiz,Member\nbob-x,Member\ncyd77,Member\n", []string{
			"columns: {accounts.app: Nick}",
		}},
		"an inverted status": {staff, "id,email,Suspended\n1,ana@acme.example,FALSE\n2,bob@acme.example,TRUE\n", []string{
			"columns: {status: Suspended}", `statuses: {"FALSE": enabled, "TRUE": suspended}`,
		}},
		"guests among roles": {staff, "id,email,Membership\n1,ana@acme.example,Owner\n2,pat@client.example,Outside collaborator\n", []string{
			"columns: {kind: Membership}", "entitlement_columns: {Membership: role}", `privileged: ["role:Owner"]`,
		}},
		"memberships": {staff, "id,email,Team\n1,ana@acme.example,dev\n1,ana@acme.example,ops\n2,bob@acme.example,dev\n", []string{
			"rows: memberships", "entitlement_columns: {Team: team}",
		}},
		"levels": {staff, "id,email,Groups\n1,ana@acme.example,acme/pay=owner\n2,bob@acme.example,acme/pay=developer; acme/web=guest\n", []string{
			"entitlement_type: group", "levels: {group: [guest, developer, owner]}", `privileged: ["group:*=owner"]`,
		}},
		"levels without an order": {staff, "id,email,access\n1,ana@acme.example,desk:a=chair\n2,bob@acme.example,desk:b=vice chair\n", []string{
			"levels: {desk: []}  # write them in their order from low to high, among them chair, vice chair",
		}},
		"a flag of administrators": {staff, "id,email,Is org admin\n1,ana@acme.example,yes\n2,bob@acme.example,no\n", []string{
			`entitlement_flags: {Is org admin: "role:org admin"}`, `privileged: ["role:org admin"]`,
		}},
		"products": {staff, "id,email,Jira - acme,Confluence - acme,Last seen in Jira\n1,ana@acme.example,User,None,Never accessed\n" +
			"2,bob@acme.example,User Access Admin,User,24 Nov 2026\n", []string{
			`entitlement_flags: {Confluence - acme: "product:confluence", Jira - acme: "product:jira"}`, `flags: {User Access Admin: "yes"}`,
		}},
		"a date of access is no access": {staff, "id,email,Access granted,Max role\n1,ana@acme.example,2026-01-31,Owner\n", []string{
			"entitlement_columns: {Max role: role}",
		}},
		"self-service is no bot": {staff, "id,email,Access level\n1,ana@acme.example,Full Admin\n2,bob@acme.example,Employee Self-Service\n", []string{
			"path: app.csv\n    entitlement_columns: {Access level: role}",
		}},
		"another separator": {staff, "id,email,Teams\n1,ana@acme.example,\"dev, ops\"\n2,bob@acme.example,dev\n", []string{`separator: ","`}},
		"American dates":    {staff, "id,email,Created\n1,ana@acme.example,01/31/2026\n", []string{"dates: mdy  # some dates have a day beyond 12 in second place"}},
		"dates that could be either": {staff, "id,email,Created\n1,ana@acme.example,01/02/2026\n", []string{
			"dates: dmy", "every date could be either; if the month comes first, write `dates: mdy`",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := proposed(t, map[string]string{"people": c.people, "app": c.app})
			has(t, string(p.Files[0].Data), c.want...)
		})
	}
}

func TestWordsNobodyKnowsAreTakenForAccessAndSaidToBe(t *testing.T) {
	p, c := proposed(t, map[string]string{
		"people": staff,
		"app":    "id,email,Status,Account type,2FA\n1,ana@acme.example,Frozen,Pro,soon\n2,bob@acme.example,active,Single-board guest,yes\n",
	})
	has(t, string(p.Files[0].Data), "statuses: {Frozen: enabled}", "kinds: {Pro: human, Single-board guest: guest}", "flags: {soon: unknown}")
	has(t, strings.Join(p.Assumed, "\n"), `app: "Frozen" means enabled`, `app: "Pro" means human`)
	if strings.Contains(all(p), `"Single-board guest" means`) {
		t.Error("a guest is said to have been taken for a guest")
	}
	if c.Targets[0].Humans != 1 {
		t.Errorf("%d people", c.Targets[0].Humans)
	}
}

func TestAWordOfTheRosterIsForTheCompanyToSay(t *testing.T) {
	files := map[string]string{
		"people": "id,name,email,status,type\n1,Ana,ana@acme.example,active,employee\n2,Bob,bob@acme.example,On bench,Partner\n3,Cyd,c@acme.example,left,temp\n",
		"app":    "id,email\n1,ana@acme.example\n",
	}
	p, c := proposed(t, files)
	has(t, string(p.Files[0].Data), `# statuses: {On bench: "?"}  # not known: active, leave or terminated?`, `# types: {Partner: "?"}`)
	has(t, strings.Join(p.Open, "\n"), `what the status "On bench" of the roster means`, "1 row of the roster can't be judged until that is said: runs exit 4")
	if c.Roster.Bad != 1 {
		t.Errorf("%d rows in quarantine", c.Roster.Bad)
	}
}

func TestAKindOfContractInTheColumnOfStatusesMeansEmployed(t *testing.T) {
	p, c := proposed(t, map[string]string{
		"people": "Employee #,Name,Work Email,Employment Status\n1,Ana,ana@acme.example,Full-Time\n2,Bob,bob@acme.example,Contractor\n" +
			"3,Cyd,c@acme.example,Terminated\n4,Dee,d@acme.example,Furlough B\n",
		"app": "id,email\n1,ana@acme.example\n",
	})
	has(t, string(p.Files[0].Data), "statuses: {Contractor: active}  # a kind of contract",
		`# statuses: {Contractor: active, Furlough B: "?"}  # not known: active, leave or terminated? In place of the line above.`)
	has(t, strings.Join(p.Assumed, "\n"), `who has the status "Contractor" is employed`)
	if r := c.Roster; r.Active != 2 || r.Left != 1 || r.Bad != 1 {
		t.Errorf("the roster is %+v", r)
	}
}

func TestARosterWithoutLeaversListsWhoWorksHereNow(t *testing.T) {
	app := "id,email\n1,ana@acme.example\n"
	p, _ := proposed(t, map[string]string{"people": "id,name,email\n1,Ana,ana@acme.example\n2,Bob,bob@acme.example\n", "app": app})
	has(t, string(p.Files[0].Data), "lists: current")
	has(t, strings.Join(p.Assumed, "\n"), "`lists: current`")
	p, _ = proposed(t, map[string]string{"people": staff, "app": app})
	if strings.Contains(string(p.Files[0].Data), "lists:") {
		t.Error("somebody has left, so leavers are listed")
	}
}

func TestAnAppWhoseAccountsAreNobodysSaysHowToLinkThem(t *testing.T) {
	p, _ := proposed(t, map[string]string{"people": staff, "app": "id,username\n1,x\n2,y\n3,z\n"})
	has(t, strings.Join(p.Open, "\n"), "app: whose most accounts are: it has no addresses; add a column \"app login\"")
	has(t, string(p.Files[0].Data), "#rules: [rules.yaml]")
}

func TestAFileThatCannotBeReadIsTheReadersOwnError(t *testing.T) {
	app := "id,email\n1,ana@acme.example\n"
	for name, c := range map[string]struct{ people, app, want string }{
		"an empty roster":     {"", app, "people.csv: the file is empty"},
		"a web page":          {"<!DOCTYPE html><html>", app, "people.csv"},
		"no ids":              {"colour,size\nred,1\nred,1\n", app, `there is no column for "id"`},
		"an empty export":     {staff, "id,email\n", "app: app.csv, row 1: there are no rows of accounts"},
		"an id twice":         {staff, "id,email\n1,ana@acme.example\n1,bob@acme.example\n", "app: app.csv, row 3, column id: the id"},
		"an id missing":       {staff, "id,email\n,ana@acme.example\n", "the account has no id"},
		"an account's date":   {staff, "id,created\n1,soon\n", `"soon" is not a date`},
		"a torn quote":        {staff, "id,email\n1,\"ana\n", "app.csv"},
		"a status of nothing": {staff, "id,status\n1,active\n2,\n", "the status"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := starter.Propose(context.Background(), write(t, t.TempDir(), map[string]string{"people": c.people, "app": c.app}))
			var fault *table.Error
			if p != nil || !errors.As(err, &fault) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestAPathIsNamedAsTheConfigurationReadsIt(t *testing.T) {
	dir := t.TempDir()
	r := write(t, dir, map[string]string{"people": staff, "app": "id,email\n1,ana@acme.example\n"})
	r.Dir = filepath.Join(dir, "a", "b")
	p, err := starter.Propose(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	has(t, string(p.Files[0].Data), `path: "../../people.csv"`)
	if _, err := starter.Write(r.Dir, p.Files, false); err != nil {
		t.Fatal(err)
	}
	sound(t, r.Dir)
}

func TestFilesThatAreTooOldAreSaidToBe(t *testing.T) {
	dir := t.TempDir()
	r := write(t, dir, map[string]string{"people": staff, "app": "id,email\n1,ana@acme.example\n"})
	old := time.Now().AddDate(0, 0, -40)
	for _, path := range []string{r.Roster, r.Exports[0].Path} {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	p, err := starter.Propose(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	day := access.DayOf(old).String()
	has(t, strings.Join(p.Open, "\n"), "a fresh roster: people.csv is of "+day, "app: a fresh export: this one is of "+day)
}
