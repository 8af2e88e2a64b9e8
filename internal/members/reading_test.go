package members_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/members"
	"reconcile/internal/table"
)

func TestNeutralHeadersNeedNoMapping(t *testing.T) {
	s := read(t, "\ufeffid,login,email,name,status,kind,employee_id,created,last_active,mfa,seat,entitlements\n"+
		"u2,bob,,Bob Ñandú,suspended,bot,,,,no,,\n"+
		"u1,ann,Ann@acme.example,Ann O'Neill,enabled,human,0042,2024-02-29,2026-06-14,yes,no,team:infra;role:owner\n")
	want := access.Account{
		ID: "u1", Login: "ann", Name: "Ann O'Neill", Emails: []access.Email{{Address: "Ann@acme.example"}}, EmployeeID: "0042",
		Status: access.Enabled, Kind: access.Human, MFA: access.Yes, Seat: access.No, Created: access.DateOf(2024, 2, 29),
		LastActive: access.DateOf(2026, 6, 14), Grants: []access.Grant{{Entitlement: 1}, {Entitlement: 2}}, Row: 3,
	}
	equal(t, "accounts", s.Accounts, []access.Account{
		want, {ID: "u2", Login: "bob", Name: "Bob Ñandú", Status: access.Suspended, Kind: access.Bot, MFA: access.No, Row: 2},
	})
	equal(t, "entitlements", s.Entitlements, []access.Entitlement{
		access.AccountEntitlement(), {ID: "role:owner", Type: "role", Name: "owner"}, {ID: "team:infra", Type: "team", Name: "infra"},
	})
	equal(t, "facts", []any{s.File, s.Total, s.Rows, len(s.Hash), len(s.Remarks)}, []any{"app.csv", -1, 2, 64, 0})
}

func TestHeadersAreRecognisedInEnglishAndSpanish(t *testing.T) {
	english := "User ID,Username,E-mail Address,Full Name,Account Status,Account Type,Employee Number,Date Added,Last Login,2FA enabled,Billable,Groups\n"
	spanish := "ID de usuario;Usuario;Correo electrónico;Nombre completo;ESTADO;Tipo de cuenta;Legajo;Fecha de alta;Último acceso;Doble factor;Facturable;Grupos\n"
	cells := func(separator string, texts ...string) string { return strings.Join(texts, separator) + "\n" }
	group := func(r *members.Reading) { r.EntitlementType = "group" }
	a := read(t, english+cells(",", "7", "ann", "ann@a.ex", "Ann", "Deactivated", "External", "E1", "2024-01-02", "2024-02-03", "Yes", "No", "Sales"), group)
	b := read(t, spanish+cells(";", "7", "ann", "ann@a.ex", "Ann", "De Baja", "Externa", "E1", "2024-01-02", "2024-02-03", "Sí", "No", "Sales"), group)
	equal(t, "the same in Spanish", b.Accounts, a.Accounts)
	equal(t, "the account", a.Accounts[0], access.Account{
		ID: "7", Login: "ann", Name: "Ann", Emails: []access.Email{{Address: "ann@a.ex"}}, EmployeeID: "E1", Status: access.Suspended,
		Kind: access.Guest, MFA: access.Yes, Seat: access.No, Created: access.DateOf(2024, 1, 2), LastActive: access.DateOf(2024, 2, 3),
		Grants: []access.Grant{{Entitlement: 1}}, Row: 2,
	})
}

func TestTheExportsOfKnownAppsAreReadAsTheyAre(t *testing.T) {
	slack := read(t, "username,email,status,billing-active,has-2fa,has-sso,userid,fullname,displayname,expiration-timestamp\n"+
		"ann,ann@a.ex,Primary Owner,1,1,0,U01,Ann Lee,annie,\nbob,bob@a.ex,Deactivated,0,0,0,U02,Bob,,\n",
		func(r *members.Reading) {
			r.Columns, r.EntitlementColumns = map[string]string{"status": "status"}, map[string]string{"status": "role"}
		})
	ann := account(t, slack, "U01")
	equal(t, "Slack", []any{ann.Login, ann.Name, ann.Seat, ann.MFA, ann.Status, holds(slack, ann)},
		[]any{"ann", "Ann Lee", access.Yes, access.Yes, access.Enabled, "role:Primary Owner"})
	equal(t, "Slack's deactivated", account(t, slack, "U02").Status, access.Suspended)

	google := read(t, "First Name [Required],Last Name [Required],Email Address [Required],Status [READ ONLY],"+
		"Last Sign In [READ ONLY],Employee ID,2sv Enrolled [READ ONLY]\n"+
		"Ann,Lee,ann@a.ex,Active,2026/06/01 10:11:12,E1,True\nBob,Roe,bob@a.ex,Suspended,Never logged in,,False\n",
		func(r *members.Reading) {
			r.Columns = map[string]string{"id": "Email Address [Required]", "email": "Email Address [Required]"}
		})
	ann, bob := account(t, google, "ann@a.ex"), account(t, google, "bob@a.ex")
	equal(t, "Google", []any{ann.LastActive, ann.Email(), bob.LastActive, bob.Status, bob.MFA}, []any{access.DateOf(2026, 6, 1), "ann@a.ex", access.Date(0), access.Suspended, access.No})
}

func TestColumnsNamesHeadersThatAreNotRecognised(t *testing.T) {
	s := read(t, "ID,Mote,Ref,Clase,Sede\n1,anita,R-1,vendor,Lima\n", func(r *members.Reading) {
		r.Columns = map[string]string{"id": "Ref", "login": "Mote", "kind": "Clase", "entitlements": "Sede"}
		r.Kinds, r.EntitlementType = map[string]members.KindWord{"Vendor": members.KindWord(access.Guest)}, "site"
	})
	a := account(t, s, "R-1")
	equal(t, "account", []any{a.Login, a.Kind, holds(s, a)}, []any{"anita", access.Guest, "site:Lima"})
}

func TestAHeaderMayBeSharedByTwoFields(t *testing.T) {
	text := "ID,Email,Status\n1,ann@a.ex,Owner\n2,bob@a.ex,Member\n3,cyd@a.ex,Deactivated\n4,dan@a.ex,Invited\n"
	s := read(t, text, func(r *members.Reading) {
		r.Columns, r.EntitlementColumns = map[string]string{"status": "Status"}, map[string]string{"Status": "role"}
	})
	var got []string
	for _, a := range s.Accounts {
		got = append(got, a.Status.String()+" "+holds(s, a))
	}
	equal(t, "status and role", got, []string{"enabled role:Owner", "enabled role:Member", "suspended role:Deactivated", "invited role:Invited"})
	equal(t, "remarks", len(s.Remarks), 0)
}

func TestAStatusColumnThatIsTakenForAccessAloneIsRemarkedOn(t *testing.T) {
	s := read(t, "ID,Status\n1,Owner\n", func(r *members.Reading) { r.EntitlementColumns = map[string]string{"Status": "role"} })
	if len(s.Remarks) != 1 || !strings.Contains(s.Remarks[0], "every account counts as enabled") ||
		!strings.Contains(s.Remarks[0], "`columns: {status: Status}`") {
		t.Errorf("got %q", s.Remarks)
	}
	s = read(t, "ID,Rank\n1,Owner\n", func(r *members.Reading) { r.EntitlementColumns = map[string]string{"Rank": "role"} })
	equal(t, "another column", s.Remarks, []string{"the export has no status column: every account counts as enabled"})
}

func TestStatusWordsMeanTheSameInBothLanguages(t *testing.T) {
	for want, words := range map[access.Status][]string{
		access.Enabled:   {"Active", "ACTIVO", "Alta", "Member", "primary owner", "Habilitada", "Sí", "TRUE", "1", "  aceptado "},
		access.Invited:   {"Invited", "pending", "Invitación enviada", "PENDIENTE", "invitado", "Unconfirmed"},
		access.Suspended: {"Suspended", "Deactivated", "Baja", "DE BAJA", "desactivada", "Bloqueado", "no", "false", "0", "Archived"},
	} {
		for _, word := range words {
			equal(t, word, read(t, "id,status\n1,"+word+"\n").Accounts[0].Status, want)
		}
	}
}

func TestKindWordsMeanTheSameInBothLanguages(t *testing.T) {
	for want, words := range map[access.Kind][]string{
		access.Human:  {"", "Human", "Usuario", "EMPLEADA", "Persona", "member"},
		access.Guest:  {"Guest", "Invitada", "EXTERNO", "Single-Channel Guest", "Colaborador externo"},
		access.Bot:    {"Bot", "Service account", "Cuenta de servicio", "Integración", "APP"},
		access.Shared: {"Shared", "Buzón compartido", "Sala", "Generic", "shared mailbox"},
	} {
		for _, word := range words {
			equal(t, word, read(t, "id,kind\n1,"+word+"\n").Accounts[0].Kind, want)
		}
	}
}

func TestFlagWordsMeanTheSameInBothLanguages(t *testing.T) {
	for want, words := range map[access.Tri][]string{
		access.Yes:     {"Yes", "sí", "SI", "x", "✓", "1", "TRUE", "Activado", "enrolled", "verdadero"},
		access.No:      {"No", "FALSO", "0", "disabled", "Sin acceso", "off"},
		access.Unknown: {"", "-", "n/a", "Unknown", "desconocido", "?"},
	} {
		for _, word := range words {
			a := read(t, "id,mfa,seat\n1,"+word+","+word+"\n").Accounts[0]
			equal(t, word, []access.Tri{a.MFA, a.Seat}, []access.Tri{want, want})
		}
	}
}

func TestWordsOfTheConfigurationWinOverKnownOnes(t *testing.T) {
	s := read(t, "id,status,kind,mfa\n1,Eingefroren,Vendor,enforced\n2,MEMBER,Client,off\n3,,,\n", func(r *members.Reading) {
		r.Statuses = map[string]members.StatusWord{
			"eingefroren": members.StatusWord(access.Suspended), "member": members.StatusWord(access.Invited), "": members.StatusWord(access.Suspended),
		}
		r.Kinds = map[string]members.KindWord{"vendor": members.KindWord(access.Guest), "client": members.KindWord(access.Human)}
		r.Flags = map[string]members.FlagWord{"Enforced": members.FlagWord(access.Yes), "off": members.FlagWord(access.Unknown)}
	})
	var got []string
	for _, a := range s.Accounts {
		got = append(got, fmt.Sprint(a.Status, " ", a.Kind, " ", a.MFA))
	}
	equal(t, "accounts", got, []string{"suspended guest yes", "invited human unknown", "suspended human unknown"})
}

func TestWordsOfTheConfigurationMustBeKnownOnes(t *testing.T) {
	var status members.StatusWord
	var kind members.KindWord
	var flag members.FlagWord
	for _, c := range []struct {
		err  error
		want string
	}{
		{status.UnmarshalText([]byte("frozen")), "enabled, invited or suspended"},
		{kind.UnmarshalText([]byte("boss")), "human, guest, bot or shared"},
		{flag.UnmarshalText([]byte("maybe")), "yes, no or unknown"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("got %v, want %s", c.err, c.want)
		}
	}
	for text, want := range map[string]access.Tri{"yes": access.Yes, "true": access.Yes, "no": access.No, "false": access.No, "unknown": access.Unknown} {
		if err := flag.UnmarshalText([]byte(text)); err != nil || access.Tri(flag) != want {
			t.Errorf("%s is %v, %v", text, flag, err)
		}
	}
}

func TestADateIsReadInTheConfiguredOrder(t *testing.T) {
	text := "id,created,last active\n1,03/04/2026,\n"
	for order, want := range map[string]access.Date{"dmy": access.DateOf(2026, 4, 3), "mdy": access.DateOf(2026, 3, 4)} {
		equal(t, order, read(t, text, func(r *members.Reading) { r.Dates = order }).Accounts[0].Created, want)
	}
	refused(t, text)
}

func TestADayThatHasNotComeIsNoDate(t *testing.T) {
	for _, cell := range []string{"", "-", "n/a", "Never", "never.", "Never logged in", "Nunca", "Nunca ha iniciado sesión", "0000-00-00", "null"} {
		equal(t, cell, read(t, "id,last active\n1,"+cell+"\n").Accounts[0].LastActive, 0)
	}
}

func TestWhatSaysNothingIsNoAddressAndNoEmployeeNumber(t *testing.T) {
	for _, cell := range []string{"-", "n/a", "NA", "none", "null", "—", "Ninguno"} {
		a := read(t, "id,email,employee id\n1,"+cell+","+cell+"\n").Accounts[0]
		equal(t, cell, []any{len(a.Emails), a.EmployeeID}, []any{0, ""})
	}
}

func TestTheDataIsOfTheConfiguredDayElseOfTheFiles(t *testing.T) {
	path := file(t, "id\n1\n")
	written := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, written, written); err != nil {
		t.Fatal(err)
	}
	o := options(t)
	s, err := members.ReadFile(t.Context(), path, table.Options{}, o)
	if err != nil || !s.Taken.Equal(written) {
		t.Errorf("the file's day: %s, %v", s.Taken, err)
	}
	zone := time.FixedZone("Lima", -5*3600)
	o.Reading.Exported = access.DateOf(2026, 2, 3)
	o.Now = func() time.Time { return time.Date(2026, 6, 15, 0, 0, 0, 0, zone) }
	s, err = members.ReadFile(t.Context(), path, table.Options{}, o)
	if want := time.Date(2026, 2, 3, 0, 0, 0, 0, zone); err != nil || !s.Taken.Equal(want) {
		t.Errorf("the configured day: %s, %v", s.Taken, err)
	}
}

func TestTextFromOutsideIsSafeToShow(t *testing.T) {
	s := read(t, "id,name,email,login,entitlements\n\x1b[31mu1,\"Ann\n\u202eLee\",a@\x07b.ex,an\x08n,team:\x1bops\n")
	a := s.Accounts[0]
	for _, text := range []string{a.ID, a.Name, a.Email(), a.Login, s.Entitlements[1].Name, s.Entitlements[1].ID} {
		if strings.ContainsAny(text, "\x1b\u202e\x07\x08\n") {
			t.Errorf("%q is passed on", text)
		}
	}
}

func TestAReadIsCompleteOrNothing(t *testing.T) {
	var b strings.Builder
	b.WriteString("id\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "u%d\n", i)
	}
	path := file(t, b.String())
	ctx := &turning{Context: t.Context(), after: 3}
	s, err := members.ReadFile(ctx, path, table.Options{}, options(t))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled while reading: %v", err)
	}
	equal(t, "what was read till then", s, access.Snapshot{})
	for name, text := range map[string]string{"no id": "name\nAnn\n", "torn": "id,name\n1,\"Ann\n", "empty": ""} {
		if refused(t, text).Remedy == "" {
			t.Errorf("%s: no remedy", name)
		}
	}
}

// turning is a context that is cancelled once it was asked a few times.
type turning struct {
	context.Context
	after int
}

func (c *turning) Err() error {
	if c.after--; c.after < 0 {
		return context.Canceled
	}
	return nil
}

func TestAnExportWithoutRowsIsNoEmptyAppButAFault(t *testing.T) {
	_, err := members.ReadFile(t.Context(), file(t, "id,status\n"), table.Options{}, options(t))
	var fault *table.Error
	if !errors.As(err, &fault) || !strings.Contains(err.Error(), "there are no rows of accounts") || fault.Remedy == "" {
		t.Errorf("got %v", err)
	}
}

func TestAnExportWithoutIDsNamesItsAccountsByLoginOrAddress(t *testing.T) {
	s := read(t, "Email Address [Required],Status [READ ONLY]\nann@acme.example,Active\n")
	equal(t, "id and address", []string{s.Accounts[0].ID, s.Accounts[0].Email()}, []string{"ann@acme.example", "ann@acme.example"})
	s = read(t, "Username,Email\nann,ann@acme.example\n")
	equal(t, "id and login", []string{s.Accounts[0].ID, s.Accounts[0].Login}, []string{"ann", "ann"})
	s = read(t, "Email,Name\nann@acme.example,Ann\n", func(r *members.Reading) { r.Columns = map[string]string{"id": "Email"} })
	equal(t, "an address that is the id by configuration stays one", s.Accounts[0].Email(), "ann@acme.example")
}

func TestAStatusThatIsAKindTellsBothWhereThereIsNoColumnOfKinds(t *testing.T) {
	s := read(t, "userid,status\nU1,Single-Channel Guest\nU2,Bot\nU3,Primary Owner\nU4,Deactivated\nU5,Invitado\n")
	var got []string
	for i := range s.Accounts {
		got = append(got, s.Accounts[i].Kind.String()+" "+s.Accounts[i].Status.String())
	}
	equal(t, "kinds", got, []string{"guest enabled", "bot enabled", "human enabled", "human suspended", "human invited"})
}
