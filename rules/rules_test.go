package rules_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/yaml"
	"reconcile/rules"
)

var (
	today   = access.DateOf(2026, 6, 15)
	targets = []string{"code", "chat", "trello", "jira"}
)

func parse(t testing.TB, text string) *rules.Policy {
	t.Helper()
	p, err := rules.Parse([]rules.File{{Name: "rules.yaml", Data: []byte(text)}}, targets)
	if err != nil {
		t.Fatalf("parse: %v\n%s", err, text)
	}
	return p
}

func keys(s *rules.Set) string {
	var out []string
	for _, d := range s.Dues {
		out = append(out, d.Target+" "+d.Key)
	}
	return strings.Join(out, ", ")
}

func engineer() access.Person {
	return access.Person{ID: "e1", Name: "Ana López", Attributes: access.Attributes{
		Type: []string{"employee"}, Department: []string{"Engineering"}, Title: []string{"Senior Developer"},
		Projects: []string{"Payments", "Core"}, Location: []string{"Córdoba"},
	}}
}

// TestWhomARoleFits holds what conditions mean, as maps and as expressions.
func TestWhomARoleFits(t *testing.T) {
	for _, c := range []struct {
		policy string
		role   string
		change func(*access.Person)
		fits   bool
	}{
		{"a role without `when` fits everybody", ``, nil, true},
		{"one key fits by one value", `when: {department: Engineering}`, nil, true},
		{"every key must fit", `when: {department: Engineering, type: contractor}`, nil, false},
		{"any of a list of values fits", `when: {department: [Sales, Engineering]}`, nil, true},
		{"* globs", `when: {title: "*Developer*"}`, nil, true},
		{"a glob fits the whole value", `when: {title: "Developer*"}`, nil, false},
		{"case does not matter", `when: {department: ENGINEERING}`, nil, true},
		{"accents do not matter", `when: {location: cordoba}`, nil, true},
		{"a list-valued attribute fits if any element does", `when: {projects: payments}`, nil, true},
		{"of two departments each fits", `when: {department: Sales}`, func(p *access.Person) {
			p.Attributes.Department = []string{"Engineering", "Sales"}
		}, true},
		{"an attribute nobody filled in fits nothing", `when: {team: "*"}`, nil, false},
		{"id and name are attributes", `when: {id: E1, name: "ana*"}`, nil, true},
		{"`unless` leaves out whom it fits", `unless: {type: employee}`, nil, false},
		{"`unless` leaves in whom it does not fit", `unless: {type: contractor}`, nil, true},
		{"with an unset type `unless: {type}` excludes nobody", `unless: {type: contractor}`, func(p *access.Person) {
			p.Attributes.Type = nil
		}, true},
		{"with an unmapped type `unless: {type}` does not fit", `unless: {type: contractor}`, func(p *access.Person) {
			p.Attributes.Type, p.TypeUnmapped = []string{"practicante"}, true
		}, false},
		{"an expression", `when: 'type == "employee" && "payments" in projects && location != "Remote"'`, nil, true},
		{"an expression ignores case and accents too", `when: 'location == "CORDOBA"'`, nil, true},
		{"an expression matches a pattern without case", `when: 'title matches "^SENIOR\\b"'`, nil, true},
		{"an expression fits for any of two values", `when: 'department == "Sales"'`, func(p *access.Person) {
			p.Attributes.Department = []string{"Engineering", "Sales"}
		}, true},
		{"an expression sees an unfilled attribute as empty", `when: 'team == ""'`, nil, true},
		{"a role grants on its first and last day", `from: 2026-06-15
    until: 2026-06-15`, nil, true},
		{"a role grants nothing before `from`", `from: 2026-06-16`, nil, false},
		{"a role grants nothing after `until`", `until: 2026-06-14`, nil, false},
		{"an extra column of the roster is an attribute", `when: {cost_center: "42"}`, func(p *access.Person) {
			p.Attributes.Extra = map[string][]string{"cost_center": {"42"}}
		}, true},
	} {
		t.Run(c.policy, func(t *testing.T) {
			p := parse(t, "roles:\n  - name: r\n    "+c.role+"\n    grants: {chat: [account]}\n")
			person := engineer()
			if c.change != nil {
				c.change(&person)
			}
			set := p.NewEvaluator().Set(&person, today)
			if got := len(set.Dues) > 0; got != c.fits {
				t.Errorf("fits: %v", got)
			}
		})
	}
}

func TestWhatIsDueIsTheUnionOfTheRolesThatFit(t *testing.T) {
	p := parse(t, `
roles:
  - {name: everyone, grants: {chat: [account]}}
  - {name: dev, when: {department: engineering}, grants: {code: ["team:dev"], chat: [account, "channel:dev"]}}
  - {name: sales, when: {department: sales}, grants: {chat: ["channel:sales"]}}
`)
	person := engineer()
	set := p.NewEvaluator().Set(&person, today)
	if got := keys(set); got != "chat account, chat channel:dev, code team:dev" {
		t.Errorf("due: %s", got)
	}
	if s := set.Dues[0].Sources; len(s) != 2 || s[0].Name != "dev" || !s[1].Everybody || s[0].At != "rules.yaml:4" {
		t.Errorf("sources: %+v", s)
	}
	if got := set.In("code"); len(got) != 1 || got[0].Key != "team:dev" {
		t.Errorf("in code: %+v", got)
	}
	if got := set.In("trello"); len(got) != 0 {
		t.Errorf("in trello: %+v", got)
	}
}

func TestMigrationsWithoutPeopleMoveThoseToWhomTheOldOneIsDue(t *testing.T) {
	p := parse(t, `
roles:
  - {name: dev, when: {department: engineering}, grants: {trello: [account]}}
migrations:
  - {from: trello, to: jira, start: 2026-06-15, cutover: 2026-06-20}
`)
	dev, other := engineer(), engineer()
	other.Attributes.Department = []string{"Sales"}
	e := p.NewEvaluator()
	if got := keys(e.Set(&dev, today)); got != "jira account, trello account" {
		t.Errorf("dev: %s", got)
	}
	if got := keys(e.Set(&dev, today-1)); got != "trello account" {
		t.Errorf("dev, the day before: %s", got)
	}
	if got := keys(e.Set(&other, today)); got != "" {
		t.Errorf("other: %s", got)
	}
	if got := e.Set(&dev, access.DateOf(2026, 6, 20)).Migrated; got != nil {
		t.Errorf("on the day of the cutover: %v", got)
	}
	if got := e.Set(&dev, access.DateOf(2026, 6, 21)).Migrated; len(got) != 1 {
		t.Errorf("after the cutover: %v", got)
	}
}

// TestBadRulesAreRefused holds each fault to its place and its remedy.
func TestBadRulesAreRefused(t *testing.T) {
	for _, c := range []struct{ fault, text, want string }{
		{"an empty file", "", "rules.yaml"},
		{"a file of comments only", "# nothing\n", "rules.yaml"},
		{"two documents", "roles: []\n---\nroles: []\n", "rules.yaml"},
		{"a file without rules", "roles: []\n", "rules.yaml:1:1: the file holds no rules"},
		{"an unknown key", "roles:\n  - {name: a, wen: {type: x}, grants: {chat: [account]}}\n", "rules.yaml:2:15: unknown key `wen`, did you mean `when`?"},
		{"an unknown target", "roles:\n  - {name: a, grants: {chta: [account]}}\n", "rules.yaml:2:24: there is no target \"chta\" in the configuration, did you mean `chat`?"},
		{"two roles of one name", "roles:\n  - {name: A, grants: {chat: [account]}}\n  - {name: a, grants: {chat: [account]}}\n", "rules.yaml:3:5: a second role is named \"a\", the first is at rules.yaml:2:5"},
		{"access without a type", "roles:\n  - {name: a, grants: {chat: [dev]}}\n", "rules.yaml:2:31: \"dev\" is no access"},
		{"a glob among grants", "roles:\n  - {name: a, grants: {chat: [\"team:*\"]}}\n", "without *"},
		{"no grants", "roles:\n  - {name: a}\n", "`grants`"},
		{"grants of nothing", "roles:\n  - {name: a, grants: {chat: []}}\n", "nothing is granted in chat"},
		{"an expression that is none", "roles:\n  - {name: a, when: 'type ==', grants: {chat: [account]}}\n", "rules.yaml:2:21: the expression can't be read"},
		{"an expression with a type error", "roles:\n  - {name: a, when: 'projects == \"x\"', grants: {chat: [account]}}\n", "rules.yaml:2:21: the expression does not fit"},
		{"an expression that gives no truth", "roles:\n  - {name: a, when: 'type', grants: {chat: [account]}}\n", "true or false"},
		{"an expression that calls a function there is not", "roles:\n  - {name: a, when: 'now() > 3', grants: {chat: [account]}}\n", "rules.yaml:2:21"},
		{"an expression that is too long", "roles:\n  - {name: a, when: 'type == \"" + strings.Repeat("x", 3000) + "\"', grants: {chat: [account]}}\n", "the limit is"},
		{"an empty condition", "roles:\n  - {name: a, when: {}, grants: {chat: [account]}}\n", "the condition is empty"},
		{"an attribute without a value", "roles:\n  - {name: a, when: {type: }, grants: {chat: [account]}}\n", "`type` needs"},
		{"a role that ends before it begins", "roles:\n  - {name: a, from: 2026-02-01, until: 2026-01-01, grants: {chat: [account]}}\n", "before it begins"},
		{"a date that is none", "roles:\n  - {name: a, until: 2026-02-30, grants: {chat: [account]}}\n", "2026-02-30"},
		{"an exception without an approver", "exceptions:\n  - {person: e1, target: chat, access: account, until: 2026-01-01, reason: r}\n", "`approved_by`"},
		{"a service account of no known kind", "service_accounts:\n  - {target: chat, account: b, kind: robot, owner: e1}\n", "not \"robot\""},
		{"a glob as a service account", "service_accounts:\n  - {target: chat, account: \"b*\", kind: bot, owner: e1}\n", "named exactly"},
		{"an external that covers everybody", "externals:\n  - {target: chat, account: \"*\", sponsor: e1}\n", "cover every account"},
		{"two entries for one account", "identities:\n  - {person: e1, target: chat, account: x}\n  - {person: e2, target: chat, account: X}\n", "has an entry already at rules.yaml:2:5"},
		{"a list of access for a primary account", "identities:\n  - {person: e1, target: chat, account: x, access: [account]}\n", "admin and test accounts"},
		{"a conflict of one", "conflicts:\n  - {name: c, all_of: [{target: chat, access: account}]}\n", "at least two"},
		{"a migration to itself", "migrations:\n  - {from: chat, to: chat, start: 2026-01-01, cutover: 2026-02-01}\n", "from one target to another"},
		{"a cutover before the start", "migrations:\n  - {from: chat, to: jira, start: 2026-03-01, cutover: 2026-02-01}\n", "before its start"},
	} {
		t.Run(c.fault, func(t *testing.T) {
			_, err := rules.Parse([]rules.File{{Name: "rules.yaml", Data: []byte(c.text)}}, targets)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestAllFaultsOfAllFilesAreSaidAtOnce(t *testing.T) {
	_, err := rules.Parse([]rules.File{
		{Name: "a.yaml", Data: []byte("roles:\n  - {name: a, grants: {nope: [account]}}\n")},
		{Name: "b.yaml", Data: []byte("roles:\n  - {name: a, grants: {chat: [account]}}\n")},
	}, targets)
	if err == nil || !strings.Contains(err.Error(), "a.yaml:2:24") || !strings.Contains(err.Error(), "b.yaml:2:5") {
		t.Errorf("got %v", err)
	}
}

func TestAnAttributeThatIsNoneIsRefusedOnceTheRosterIsKnown(t *testing.T) {
	p := parse(t, "roles:\n  - {name: a, when: {departement: x}, grants: {chat: [account]}}\n  - {name: b, when: 'cost_center == \"1\"', grants: {chat: [account]}}\n")
	if got := p.Extra(); !reflect.DeepEqual(got, []string{"departement", "cost_center"}) {
		t.Errorf("extra: %v", got)
	}
	err := p.CheckColumns([]string{"cost_center"}, nil)
	if err == nil || !strings.Contains(err.Error(), "rules.yaml:2:22: `departement` is no attribute") ||
		!strings.Contains(err.Error(), "did you mean `department`?") || strings.Contains(err.Error(), "cost_center") {
		t.Errorf("got %v", err)
	}
}

func TestAValueThatFitsNobodyIsAWarningWithASuggestion(t *testing.T) {
	p := parse(t, `
roles:
  - {name: a, when: {department: Enginering}, grants: {chat: [account]}}
  - {name: b, when: 'title == "Senior Developper"', grants: {chat: [account]}}
  - {name: c, when: {department: Engineering, team: core}, grants: {chat: [account]}}
`)
	person := engineer()
	e := p.NewEvaluator()
	e.Set(&person, today)
	got := strings.Join(e.Unfit(), "\n")
	for _, want := range []string{
		"rules.yaml:3: `department: Enginering` fits nobody, did you mean `engineering`?",
		"rules.yaml:4: `title: Senior Developper` fits nobody, did you mean `senior developer`?",
		"rules.yaml:5: nobody on the roster has a `team`",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
	if strings.Contains(got, "`department: Engineering`") {
		t.Errorf("a value that fits is warned of:\n%s", got)
	}
}

// TestMemoisedRulesEqualPlainOnes asks one evaluator for many people, and a fresh one for each.
func TestMemoisedRulesEqualPlainOnes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := "roles:\n"
		conditions := []string{
			"", "when: {department: a}", "when: {department: [a, b], type: employee}", "when: {title: \"x*\"}", "unless: {type: contractor}",
			"when: 'department == \"a\" || \"p\" in projects'", "when: {id: \"e1\"}", "until: 2026-06-15", "from: 2026-06-16",
		}
		for i, c := range rapid.SliceOfN(rapid.SampledFrom(conditions), 1, 6).Draw(rt, "conditions") {
			text += fmt.Sprintf("  - name: r%d\n    %s\n    grants: {code: [\"team:t%d\"]}\n", i, c, i)
		}
		p := parse(t, text)
		shared := p.NewEvaluator()
		word := rapid.SampledFrom([]string{"a", "b", "A", "xy", ""})
		for range rapid.IntRange(1, 8).Draw(rt, "people") {
			person := access.Person{ID: "e" + rapid.SampledFrom([]string{"1", "2"}).Draw(rt, "id")}
			for _, name := range []string{"department", "title", "type", "projects"} {
				*person.Attributes.Field(name) = rapid.SliceOfN(word, 0, 2).Draw(rt, name)
			}
			person.TypeUnmapped = rapid.Bool().Draw(rt, "unmapped")
			on := today + access.Date(rapid.IntRange(0, 2).Draw(rt, "day"))
			if got, want := keys(shared.Set(&person, on)), keys(p.NewEvaluator().Set(&person, on)); got != want {
				rt.Fatalf("memoised %q, plain %q", got, want)
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("roles:\n  - {name: a, when: {type: x}, grants: {chat: [account]}}\n")
	f.Add("exceptions:\n  - {person: e1, target: chat, access: account, until: 2026-01-01, reason: r, approved_by: x}\n")
	f.Add("migrations:\n  - {from: chat, to: jira, start: 2026-01-01, cutover: 2026-02-01, people: 'true'}\n")
	f.Fuzz(func(_ *testing.T, text string) {
		p, err := rules.Parse([]rules.File{{Name: "rules.yaml", Data: []byte(text)}}, targets)
		if err != nil {
			return
		}
		person := engineer()
		p.NewEvaluator().Set(&person, today)
	})
}

func FuzzExpression(f *testing.F) {
	for _, s := range []string{`type == "employee"`, `"a" in projects`, `any(projects, # == "x")`, `title matches "^a"`, `len(projects) > 1`} {
		f.Add(s)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		n, err := yaml.Parse("r.yaml", []byte("when: |-\n  "+strings.ReplaceAll(text, "\n", "\n  ")+"\n"))
		if err != nil || len(n.Entries()) == 0 {
			return
		}
		c := rules.ParseCondition(n.Entries()[0].Value, &yaml.Errors{})
		if c != nil {
			person := engineer()
			c.Fits(&person)
		}
	})
}
