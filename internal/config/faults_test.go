package config

import (
	"strings"
	"testing"
)

func TestAFaultIsNamedWithItsPlace(t *testing.T) {
	const roster = "source: {kind: excel, path: r.xlsx}\n"
	const apps = "targets: {trello: {kind: csv, path: t.csv}}\n"
	const post = "mail: {server: smtp.acme.example, from: a@acme.example}\n"
	target := func(keys string) string {
		return roster + "targets:\n  trello: {kind: csv, path: t.csv, " + keys + "}\n"
	}
	source := func(keys string) string { return apps + "source: {kind: excel, path: r.xlsx, " + keys + "}\n" }
	tests := map[string]struct{ text, want string }{
		"an empty file":            {"", "/conf/reconcile.yaml: the file is empty"},
		"comments only":            {"# nothing yet\n", "/conf/reconcile.yaml: the file is empty"},
		"two documents":            {roster + "---\n" + apps, ":2:1: a second document"},
		"no source":                {apps, ":1:1: key `source` is missing"},
		"a source left empty":      {apps + "source:\n", ":1:1: key `source` is missing"},
		"an empty list of sources": {apps + "source: []\n", ":2:9: `source` is empty"},
		"no targets":               {roster, ":1:1: key `targets` is missing"},
		"targets without any":      {roster + "targets: {}\n", ":2:10: `targets` must be a mapping of names to apps"},
		"a list of targets":        {roster + "targets: [a]\n", ":2:10: `targets` must be a mapping of names to apps"},
		"an unknown key":           {roster + apps + "polisy: {}\n", ":3:1: unknown key `polisy`, did you mean `policy`?"},
		"a nested unknown key":     {roster + apps + "policy: {limits: {removal: 1}}\n", ":3:19: unknown key `removal`, did you mean `removals`?"},
		"a source without a kind":  {apps + "source: {path: a}\n", ":2:9: key `kind` is missing in `source`"},
		"an unknown source kind": {
			apps + "source: {kind: exel, path: a}\n",
			":2:16: there is no kind \"exel\", did you mean `excel`? (there are excel, peopleapi)",
		},
		"an unknown target kind": {
			roster + "targets: {a: {kind: gihub, fix: {missing: apply}, token: hunter2}}\n",
			":2:21: there is no kind \"gihub\", did you mean `github`? (there are csv, github)",
		},
		"a target that is no mapping":      {roster + "targets: {a: github}\n", ":2:14: `a` must be a mapping"},
		"a target left empty":              {roster + "targets: {a: }\n", "key `kind` is missing in `a`"},
		"a target's name with a blank":     {roster + "targets: {My App: {kind: csv, path: t.csv}}\n", ":2:11: a target's name is of the letters a-z"},
		"a target's unknown key":           {target("protekt: [a]"), "unknown key `protekt`, did you mean `protect`?"},
		"a kind's unknown key":             {target("pth: a"), "unknown key `pth`, did you mean `path`?"},
		"a kind's key that is missing":     {roster + "targets: {a: {kind: github, organization: x}}\n", "key `token` is missing in `a`: The token."},
		"an option of the wrong type":      {target("levels: [a]"), "`levels` must be a mapping"},
		"two sources of one name":          {apps + "source: [{kind: excel, path: a, name: x}, {kind: excel, path: b, name: x}]\n", ":2:72: a second source is named \"x\", the first in line 2"},
		"a source's name with a slash":     {source("name: a/b"), "`name` must be a name of the letters a-z"},
		"a prefix with a blank":            {source(`prefix: "a b"`), "`prefix` must be a prefix without blanks"},
		"an export day of an API":          {apps + "source: {kind: peopleapi, token: env:A, exported: 2026-01-01}\n", "`exported` is for files"},
		"an unknown list":                  {source("lists: some"), "`lists` must be `all` or `current`"},
		"an unknown criticality":           {target("criticality: medium"), "`criticality` must be one of `critical`, `high`, `normal`, `low`, not \"medium\""},
		"apply-unknown for excess":         {target("fix: {excess: apply-unknown}"), "`excess` must be `report` or `apply`"},
		"a fix of nothing known":           {target("fix: {orphans: apply}"), "unknown key `orphans`"},
		"a share beyond the whole":         {target("limits: {removal_share: 10}"), "`removal_share` must be a share such as 10% or 0.1, not \"10\""},
		"a negative limit":                 {target("limits: {removals: -1}"), "`removals` must be a whole number, not negative"},
		"a price without a time":           {target("seat_cost: 21 USD"), "`seat_cost` must be an amount such as 21 USD/month"},
		"a price in a sign":                {target("seat_cost: $21/month"), "`seat_cost` must be an amount"},
		"days without a unit":              {target("dormant_after: 60"), "`dormant_after` must be a number of days such as 3d"},
		"an owner who is no address":       {target("owner: cto"), "`owner` must be a mail address"},
		"an owner with a name":             {target("owner: CTO <cto@acme.example>"), "`owner` must be a mail address"},
		"privileged access without a type": {target("privileged: [infra]"), "an item of `privileged` must be a glob of access"},
		"an empty protect glob":            {target(`protect: [""]`), "an item of `protect` must be a glob of accounts"},
		"an unknown zone":                  {roster + apps + "timezone: Europe/Madridd\n", ":3:11: `timezone` must be a time zone"},
		"an unknown zone of a place":       {roster + apps + "timezones: {location: {Lima: Peru}}\n", ":3:30: `Lima` must be a time zone"},
		"a zone by department":             {roster + apps + "timezones: {department: {IT: UTC}}\n", "unknown key `department`"},
		"one place twice":                  {roster + apps + "timezones: {location: {Lima: UTC, LIMA: UTC}}\n", ":3:35: the location \"LIMA\" stands twice"},
		"a scope of an unknown target":     {roster + apps + "scope: {targets: [trelo]}\n", ":3:19: an item of `targets`: there is no target \"trelo\", did you mean `trello`?"},
		"a scope of no target":             {roster + apps + "scope: {targets: []}\n", "`targets` is empty"},
		"a scope of no condition":          {roster + apps + "scope: {people: [a]}\n", ":3:17: a condition is"},
		"a glob without files":             {roster + apps + "rules: [rules/*.yaml]\n", ":3:9: an item of `rules`: no file matches \"rules/*.yaml\" in /conf"},
		"a broken glob":                    {roster + apps + "rules: ['rules/[']\n", ":3:9: an item of `rules`: \"rules/[\" is no pattern"},
		"an alias alone":                   {roster + apps + "domain_aliases: [acme.com, acme.io]\n", "`domain_aliases` is a list of groups"},
		"an alias that is an address":      {roster + apps + "domain_aliases: [[a@acme.com, acme.io]]\n", "\"a@acme.com\" is no mail domain"},
		"an alias in two groups":           {roster + apps + "domain_aliases: [[a.com, b.com], [B.com, c.com]]\n", "the domain b.com stands twice"},
		"a retention without a unit":       {roster + apps + "retain: 24\n", "`retain` must be a time such as 24 months"},
		"no retention":                     {roster + apps + "retain: 0 months\n", "`retain` must be a time such as 24 months"},
		"mail without a sender":            {roster + apps + "mail: {server: a.example}\n", "key `from` is missing in `mail`"},
		"mail in clear to far away":        {roster + apps + "mail: {server: a.example, from: a@b.example, security: none}\n", "`security: none` is for localhost only"},
		"a port out of range":              {roster + apps + "mail: {server: \"a.example:99999\", from: a@b.example}\n", "`server` must be a host, or host:port"},
		"a name without a password":        {roster + apps + "mail: {server: a.example, from: a@b.example, username: me}\n", "`username` and `password` belong together"},
		"a recipient whom no mail reaches": {roster + apps + post + "store: a.db\nreports: [{to: [" + strings.Repeat("x", 65) + "@acme.example]}]\n", "must be a mail address"},
		"a sender with a second header":    {roster + apps + "mail: {server: a.example, from: \"a@b.example\\nBcc: c@d.example\"}\n", "`from` must be a sender"},
		"reports without mail":             {roster + apps + "reports: [{to: it@acme.example}]\n", ":3:10: reports are mailed: `mail` must say how"},
		"reports with mail left empty":     {roster + apps + "mail:\nreports: [{to: it@acme.example}]\n", "`mail` must say how"},
		"a report to nobody":               {roster + apps + post + "reports: [{to: []}]\n", "`to` is empty"},
		"a report to no address":           {roster + apps + post + "reports: [{to: [owner]}]\n", "an item of `to` must be a mail address"},
		"an unknown rhythm":                {roster + apps + post + "reports: [{to: owners, when: montly}]\n", "did you mean `monthly`?"},
		"an unknown attachment":            {roster + apps + post + "reports: [{to: owners, attach: [pdf]}]\n", "an item of `attach` must be one of"},
		"a report twice to one address": {
			roster + apps + post + "store: a.db\nreports: [{to: it@acme.example}, {to: [owners, IT@acme.example], attach: [xlsx]}]\n",
			":5:34: IT@acme.example gets the same report by line 5: write both as one",
		},
		"a schedule of four fields": {roster + apps + "schedule: \"30 2 * *\"\n", ":3:11: `schedule`: a cron expression has five fields"},
		"figures in another file":   {roster + apps + "metrics: {textfile: figures.txt}\n", ":3:21: `textfile` must end in .prom"},
		"a ping's address itself":   {roster + apps + "ping: https://hc.example/uuid\n", ":3:7: `ping` is no reference to a secret"},
		"another database":          {roster + apps + "store: mysql://a/b\n", "`store` must be a file, or an address that begins with postgres://"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := loadText(tt.text, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestAConfigurationNeverRepeatsASecret(t *testing.T) {
	for _, text := range []string{
		small + "store: postgres://me:hunter2@db.example/reconcile",
		small + "store: 'postgres://me:hunter2@db example/reconcile'",
		small + "store: postgres://db.example/reconcile?password=hunter2",
		small + "mail: {server: a.example, from: a@b.example, username: me, password: hunter2}",
		small + "smtp_password: hunter2",
		small + "ping: https://hc.example/hunter2",
		small + "  x: {kind: github, organization: x, token: hunter2}",
		small + "  x: {kind: github, organization: x, token: env:A, api_key: hunter2}",
		small + "  x: {kind: github, organization: x, token: *hunter2}",
		small + "  x: {kind: github, organization: x, token: !hunter2 a}",
		small + "  x: {kind: unheard, token: hunter2}",
	} {
		_, err := loadText(text, nil)
		if err == nil {
			t.Errorf("taken: %s", text)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("repeated: %v", err)
		}
	}
}

func TestReportsNeedAStoreAndShowNobodyByTheWay(t *testing.T) {
	const mail = "mail: {server: localhost, from: a@b.example, security: none}\n"
	for text, want := range map[string]string{
		small + mail + "reports: [{to: [a@b.example]}]":                                    "mails are kept in the store until they are sent: set `store: reconcile.db`",
		small + mail + "store: x.db\nreports: [{to: [a@b.example], attach: [csv]}]":        "`attach: csv` shows people who are leaving",
		small + mail + "store: x.db\nreports: [{to: [a@b.example], attach: [xlsx, json]}]": "`attach: json` shows people who are leaving",
		small + mail + "store: x.db\nreports: [{to: [a@b.example], when: sometimes}]":      "sometimes",
		small + "mail: {server: a.example, from: a@b.example, dkim: {domain: b.example}}":  "selector",
		small + "mail: {server: a.example, from: a@b.example, auth: ntlm}":                 "ntlm",
		small + "store: x.db\nreports: [{to: [a@b.example]}]":                              "`mail` must say how",
	} {
		if _, err := loadText(text, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s\ngot  %v\nwant %s", text, err, want)
		}
	}
	c, err := loadText(small+mail+"store: x.db\nreports: [{to: [a@b.example], attach: [json], confidential: true, when: changes}]", nil)
	if err != nil || len(c.Reports) != 1 || c.Reports[0].When != "changes" {
		t.Errorf("%v", err)
	}
}

func TestMailInClearIsForThisMachineOnly(t *testing.T) {
	for _, server := range []string{"localhost", "localhost:25", "127.0.0.1:25", "'[::1]:25'"} {
		c, err := loadText(small+"mail: {server: "+server+", from: a@b.example, security: none}", nil)
		if err != nil || c.Mail.Security != Clear {
			t.Errorf("%s: %v", server, err)
		}
	}
}

func TestAConfigurationThatCannotBeReadIsNamed(t *testing.T) {
	_, err := load(folder{}.disk(), "/conf/reconcile.yaml", kinds())
	if want := "/conf/reconcile.yaml: the configuration cannot be read: file does not exist"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
