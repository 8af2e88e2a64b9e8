package house

// rule says what the packages of some folders may import besides the standard library.
type rule struct {
	name string
	// folders are globs, * for one name; except are folders that have rules of their own.
	folders, except []string
	// own are folders of the tree, as globs; foreign are modules or packages of others, with all below them.
	own, foreign []string
	// why opens the message of a breach.
	why string
}

// importRules is the order of the house: a pure core, one direction, connectors that know nothing of the rest. A package
// that no rule knows is a breach too.
func importRules() []rule {
	return []rule{
		{
			name: "domain", folders: []string{"internal/access", "internal/secret"},
			why: "the domain and the secrets stand on the standard library alone, so that everything may stand on them",
		},
		{
			name: "text", folders: []string{"internal/fold"},
			foreign: []string{"golang.org/x/text", "golang.org/x/net/idna"},
			why:     "comparing texts needs Unicode's tables and nothing else",
		},
		{
			name: "permute", folders: []string{"internal/permute"},
			why: "moving things into order needs to know nothing of them",
		},
		{
			name: "yaml", folders: []string{"internal/yaml"},
			own: []string{"internal/access", "internal/fold"}, foreign: []string{"go.yaml.in/yaml/v4"},
			why: "internal/yaml is the only door to the YAML library",
		},
		{
			name: "option", folders: []string{"internal/option"},
			own: []string{"internal/access", "internal/fold", "internal/secret", "internal/yaml"},
			why: "options are declared by connectors, which may know nothing of the configuration",
		},
		{
			name: "table", folders: []string{"internal/table"},
			own: []string{"internal/access", "internal/fold"}, foreign: []string{"golang.org/x/text", "github.com/xuri/excelize/v2"},
			why: "tables are cells and positions; what the cells mean is decided above",
		},
		{
			name: "rest", folders: []string{"internal/rest"},
			own: []string{"internal/fold", "internal/secret"}, foreign: []string{"golang.org/x/time/rate"},
			why: "the HTTP client knows no vendor: what is special about one comes in as data",
		},
		{
			name: "scim", folders: []string{"internal/scim"},
			own: []string{"internal/access", "internal/fold", "internal/rest"},
			why: "SCIM is spoken by many connectors, which may not know each other",
		},
		{
			name: "roster", folders: []string{"internal/roster"},
			own: []string{"internal/access", "internal/fold", "internal/permute", "internal/table", "sources"},
			why: "the roster's logic is pure and shared by the sources",
		},
		{
			name: "members", folders: []string{"internal/members"},
			own: []string{"internal/access", "internal/fold", "internal/option", "internal/permute", "internal/table", "targets"},
			why: "the logic of member exports is pure and shared by the targets that are files",
		},
		{
			name: "rules", folders: []string{"rules"},
			own: []string{"internal/access", "internal/fold", "internal/yaml"}, foreign: []string{"github.com/expr-lang/expr"},
			why: "rules say what is due; who has it is not their business",
		},
		{
			name: "correlate", folders: []string{"internal/correlate"},
			own: []string{"internal/access", "internal/fold"},
			why: "whose account it is does not depend on what is due",
		},
		{
			name: "judge", folders: []string{"internal/judge"},
			own: []string{"internal/access", "internal/fold", "rules"},
			why: "the judgement is pure: what was read and what is due come in as data",
		},
		{
			name: "plan", folders: []string{"internal/plan"},
			own: []string{"internal/access", "internal/fold"},
			why: "the plan is pure: findings and settings come in as data, and nothing is done",
		},
		{
			name: "contracts", folders: []string{"sources", "targets"},
			own: []string{"internal/access"},
			why: "a contract is what both sides know, so it knows neither",
		},
		{
			name: "sources", folders: []string{"sources/*"}, except: []string{"sources/all", "sources/sourcetest"},
			own: []string{
				"internal/access", "internal/fold", "internal/option", "internal/rest", "internal/roster", "internal/secret",
				"internal/table", "sources",
			},
			why: "a source knows its contract and the tools, never the configuration and never another source",
		},
		{
			name: "targets", folders: []string{"targets/*"}, except: []string{"targets/all", "targets/sandbox", "targets/targettest"},
			own: []string{
				"internal/access", "internal/fold", "internal/members", "internal/option", "internal/rest", "internal/scim",
				"internal/secret", "internal/table", "targets",
			},
			why: "a target knows its contract and the tools, never the configuration and never another target",
		},
		{
			name: "sandbox", folders: []string{"targets/sandbox"},
			own: []string{"internal/access", "internal/fold", "internal/option", "targets"}, foreign: []string{"github.com/gofrs/flock"},
			why: "the sandbox is a target whose app is a file, which several processes may change at a time",
		},
		{
			name: "registries", folders: []string{"sources/all", "targets/all"},
			own: []string{"sources", "sources/*", "targets", "targets/*"},
			why: "a registry lists connectors and does nothing else",
		},
		{
			name: "fakes", folders: []string{"sources/*/*fake", "targets/*/*fake"}, except: []string{"sources/all/*", "targets/all/*"},
			own: []string{
				"internal/access", "internal/option", "internal/secret", "sources/*", "sources/sourcetest", "targets/*", "targets/targettest",
			},
			why: "a fake is what a vendor would answer; tests alone import it",
		},
		{
			name: "list of fakes", folders: []string{"sources/all/allfake", "targets/all/allfake"},
			own: []string{"sources/sourcetest", "sources/*/*fake", "targets/targettest", "targets/*/*fake"},
			why: "a registry of fakes lists them and does nothing else",
		},
		{
			name: "suites", folders: []string{"sources/sourcetest", "targets/targettest"},
			own: []string{
				"internal/access", "internal/fold", "internal/option", "internal/secret", "internal/yaml", "sources", "targets",
				"targets/targettest",
			},
			foreign: []string{"github.com/google/go-cmp/cmp"},
			why:     "the contract suites see connectors as the night does: by the contract",
		},
		{
			name: "config", folders: []string{"internal/config"},
			own: []string{
				"internal/access", "internal/fold", "internal/judge", "internal/option", "internal/plan", "internal/schedule",
				"internal/secret", "internal/yaml", "rules", "sources", "targets",
			},
			why: "the configuration knows kinds by their contract; the connectors come in from outside",
		},
		{
			name: "schema", folders: []string{"internal/config/schema", "internal/config/internal/*"},
			own: []string{
				"internal/access", "internal/config", "internal/config/schema", "internal/option", "internal/secret",
				"internal/yaml", "sources", "sources/all", "targets", "targets/all",
			},
			foreign: []string{"github.com/invopop/jsonschema"},
			why:     "schema and reference are made from the declarations, when generating",
		},
		{
			name: "history", folders: []string{"internal/history"},
			own: []string{"internal/access"},
			why: "what changes between two nights is pure: intervals and a read come in as data",
		},
		{
			name: "store", folders: []string{"internal/store"},
			own: []string{"internal/access", "internal/history"},
			foreign: []string{
				"github.com/jmoiron/sqlx", "github.com/mattn/go-sqlite3", "github.com/pressly/goose/v3", "github.com/gofrs/flock",
			},
			why: "the store keeps what it is given and judges nothing",
		},
		{
			name: "recipients", folders: []string{"internal/recipients"},
			own: []string{"internal/access", "internal/fold"},
			why: "who may be mailed is pure: people and addresses come in as data",
		},
		{
			name: "deliver", folders: []string{"internal/deliver"},
			own: []string{
				"internal/access", "internal/archive", "internal/fold", "internal/mail", "internal/recipients", "internal/store", "reports",
			},
			why: "mails are made of stored runs, by settings that come in as data",
		},
		{
			name: "archive", folders: []string{"internal/archive"},
			own: []string{"internal/access", "internal/fold", "internal/store"},
			why: "the archive answers from the store alone",
		},
		{
			name: "schedule", folders: []string{"internal/schedule"},
			foreign: []string{"github.com/robfig/cron/v3"},
			why:     "when a night is due is pure: the last one and the time come in as data",
		},
		{
			name: "daemon", folders: []string{"internal/daemon"},
			own: []string{"internal/config", "internal/fold", "internal/night", "internal/schedule", "internal/store"},
			why: "the loop says when a night begins; what a night does comes in from outside",
		},
		{
			name: "monitor", folders: []string{"internal/monitor"},
			own: []string{"internal/access", "internal/secret"},
			why: "figures are made from a run's document alone",
		},
		{
			name: "mail", folders: []string{"internal/mail"},
			own:     []string{"internal/fold", "internal/secret"},
			foreign: []string{"github.com/jordan-wright/email", "github.com/emersion/go-msgauth/dkim"},
			why:     "mail carries what it is given; what is in it and who gets it is decided above",
		},
		{
			name: "sheet", folders: []string{"internal/sheet"},
			own: []string{"internal/access", "internal/fold"}, foreign: []string{"github.com/xuri/excelize/v2"},
			why: "a workbook is cells, tables and charts; what they say is decided above",
		},
		{
			name: "reports", folders: []string{"reports"},
			own: []string{"internal/access", "internal/fold", "internal/sheet"}, foreign: []string{"github.com/jedib0t/go-pretty/v6"},
			why: "a report is made from a run's document alone, so that it can be made again next year",
		},
		{
			name: "demo", folders: []string{"internal/demo"},
			own: []string{"internal/access"},
			why: "the demo writes a company's files, and the night reads them like any other's",
		},
		{
			name: "starter", folders: []string{"internal/starter"},
			own: []string{
				"internal/access", "internal/correlate", "internal/fold", "internal/members", "internal/roster", "internal/table", "sources",
			},
			why: "a first configuration is made with the readers' own eyes, and read like any other's",
		},
		{
			name: "night", folders: []string{"internal/night"},
			own: []string{
				"internal/access", "internal/config", "internal/correlate", "internal/fold", "internal/history", "internal/judge",
				"internal/option", "internal/plan", "internal/recipients", "internal/roster", "internal/secret", "internal/store",
				"internal/yaml", "rules", "sources", "targets",
			},
			why: "the night is readable without the command line, and gets its connectors as data",
		},
		{
			name: "command line", folders: []string{"internal/cli"},
			own: []string{
				"internal/access", "internal/archive", "internal/config", "internal/daemon", "internal/deliver", "internal/demo",
				"internal/fold", "internal/mail", "internal/monitor", "internal/night", "internal/recipients",
				"internal/starter", "internal/store", "reports", "sources/all", "targets/all",
			},
			foreign: []string{"github.com/coreos/go-systemd/v22/daemon", "github.com/spf13/cobra", "golang.org/x/term"},
			why:     "the command line turns flags into calls; what they do is decided below it",
		},
		{
			name: "commands", folders: []string{"cmd/*"},
			own: []string{"internal/cli"}, foreign: []string{"github.com/spf13/cobra"},
			why: "a command is its flags and a call of internal/cli, which tests can call",
		},
		{
			name: "reference", folders: []string{"internal/reference"}, foreign: []string{"github.com/spf13/cobra"},
			why: "a reference is made of any program's commands, and knows none",
		},
		{
			name: "bench", folders: []string{"bench/*"},
			own: []string{"bench/company", "internal/access"},
			why: "measurements start the program as people do, from outside",
		},
		{
			name: "house", folders: []string{"internal/house"},
			why: "the rules of the tree are tests",
		},
	}
}
