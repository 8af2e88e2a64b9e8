package judge_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"reconcile/internal/access"
	"reconcile/internal/judge"
)

// world draws a company at random: small, and with every kind of thing in it.
func world(t *rapid.T) *company {
	departments := []string{"Engineering", "Sales", "Operations"}
	keys := []string{"team:dev", "team:ops=member", "team:ops=admin", "team:infra", "group:all", "group:board", "role:owner"}
	names := []string{"chat", "code"}
	c := &company{settings: judge.Settings{
		Standing: access.StandingPolicy{
			JoinerLead: rapid.IntRange(0, 3).Draw(t, "lead"), LeaverGrace: rapid.IntRange(0, 3).Draw(t, "grace"),
		},
		SuspendOnLeave: rapid.Bool().Draw(t, "suspend on leave"),
	}}
	for i := range rapid.IntRange(1, 6).Draw(t, "people") {
		p := employee(fmt.Sprintf("e%d", i), fmt.Sprintf("P %d", i))
		p.Attributes.Department = []string{rapid.SampledFrom(departments).Draw(t, "department")}
		p.Employment = access.Employment(rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "employment"))
		if rapid.Bool().Draw(t, "ends") {
			p.End = today + access.Date(rapid.IntRange(-5, 5).Draw(t, "end"))
		}
		if rapid.Bool().Draw(t, "starts") {
			p.Start = today + access.Date(rapid.IntRange(-40, 5).Draw(t, "start"))
		}
		c.people = append(c.people, p)
	}
	for _, name := range names {
		tg := &target{
			name: name, holds: map[string][]string{}, disputed: map[string][]string{},
			levels: map[string][]string{"team": {"member", "admin"}},
			settings: judge.TargetSettings{
				Privileged: []string{"role:*", "team:*=admin"}, Govern: rapid.SampledFrom([][]string{nil, {"group:*"}}).Draw(t, "govern"),
			},
			status: rapid.SampledFrom([]access.ReadStatus{access.Complete, access.Complete, access.Partial}).Draw(t, "status"),
		}
		for i := range rapid.IntRange(0, 8).Draw(t, "accounts") {
			a := access.Account{
				ID: fmt.Sprintf("a%d", i), Status: access.Status(rapid.IntRange(0, 2).Draw(t, "account status")),
				Kind: access.Kind(rapid.IntRange(0, 3).Draw(t, "kind")), MFA: access.Tri(rapid.IntRange(0, 2).Draw(t, "mfa")),
				Reopenable: rapid.Bool().Draw(t, "reopenable"),
			}
			if rapid.IntRange(0, 3).Draw(t, "linked") > 0 {
				a.EmployeeID = fmt.Sprintf("e%d", rapid.IntRange(0, 7).Draw(t, "whose"))
			} else if len(c.people) > 1 && rapid.Bool().Draw(t, "disputed") {
				tg.disputed[a.ID] = []string{"e0", "e1"}
			}
			for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 0, 4, rapid.ID).Draw(t, "holds") {
				if rapid.Bool().Draw(t, "inherited") {
					key += "<group:nest"
				}
				tg.holds[a.ID] = append(tg.holds[a.ID], key)
			}
			tg.accounts = append(tg.accounts, a)
		}
		c.targets = append(c.targets, tg)
	}
	var roles []string
	for i := range rapid.IntRange(0, 5).Draw(t, "roles") {
		role := fmt.Sprintf("  - name: role %d\n", i)
		if rapid.Bool().Draw(t, "conditional") {
			role += fmt.Sprintf("    when: {department: %s}\n", rapid.SampledFrom(departments).Draw(t, "when"))
		}
		role += fmt.Sprintf("    grants: {%s: [account, \"%s\"]}\n", rapid.SampledFrom(names).Draw(t, "granted in"),
			rapid.SampledFrom(keys).Draw(t, "granted"))
		roles = append(roles, role)
	}
	c.rules = ruleFile(roles)
	c.roles = roles
	return c
}

// ruleFile writes roles, and entries for single accounts.
func ruleFile(roles []string) string {
	text := ""
	if len(roles) > 0 {
		text = "roles:\n" + strings.Join(roles, "")
	}
	return text + `
service_accounts:
  - {target: chat, account: a0, kind: bot, owner: e0}
externals:
  - {target: code, account: "a7*", sponsor: e0, access: [account, "group:all"]}
exceptions:
  - {person: e0, target: code, access: "team:infra", until: 2026-06-20, reason: r, approved_by: e1}
  - {person: e1, target: chat, access: "group:board", until: 2026-06-10, reason: r, approved_by: e0}
identities:
  - {person: e0, target: code, account: a6, kind: admin, access: ["role:owner"]}
`
}

// TestEveryAccessOfEveryOpenAccountIsJudgedExactlyOnce holds the judgement to its word: each access is due, found,
// ungoverned or excepted, once; and each that is found is in one finding.
func TestEveryAccessOfEveryOpenAccountIsJudgedExactlyOnce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		o := c.judge(t)
		named := map[string]int{}
		for i := range o.findings {
			f := &o.findings[i]
			about := f.Verdict == access.Excess || f.Verdict == access.Orphaned || f.Verdict == access.DisputedAccount
			if !about {
				continue
			}
			named[f.Target+" "+f.Account.ID+" "+f.Entitlement]++
			for _, key := range f.Includes {
				named[f.Target+" "+f.Account.ID+" "+key]++
			}
		}
		for _, r := range o.reads {
			census := o.results[r.Target].Census
			total, foundOnes := 0, 0
			all := make([]int, len(r.Snapshot.Accounts))
			for i := range all {
				all[i] = i
			}
			for i, x := range o.judge.Explain(r, o.held, all) {
				a := &r.Snapshot.Accounts[i]
				if !a.Open() {
					if len(x.Access) > 0 {
						rt.Fatalf("the closed account %s has access: %+v", a.ID, x.Access)
					}
					continue
				}
				if got, want := len(x.Access), distinctBases(r.Snapshot, a)+1; got != want {
					rt.Fatalf("%s %s: %d accesses judged of %d", r.Target, a.ID, got, want)
				}
				for _, one := range x.Access {
					total++
					times := named[r.Target+" "+a.ID+" "+one.Key]
					if one.Class == "found" {
						foundOnes++
						if times != 1 {
							rt.Fatalf("%s %s %s is found, and in %d findings", r.Target, a.ID, one.Key, times)
						}
					} else if times != 0 {
						rt.Fatalf("%s %s %s is %s, and in %d findings", r.Target, a.ID, one.Key, one.Class, times)
					}
				}
			}
			if sum := census.Due + census.Found + census.Ungoverned + census.Excepted; sum != total || census.Found != foundOnes {
				rt.Fatalf("%s: the census counts %+v, there are %d accesses, %d of them found", r.Target, census, total, foundOnes)
			}
		}
	})
}

func distinctBases(s *access.Snapshot, a *access.Account) int {
	seen := map[string]bool{}
	for _, g := range a.Grants {
		seen[s.Entitlements[g.Entitlement].Base()] = true
	}
	return len(seen)
}

// TestTheResultDoesNotDependOnAnyOrder shuffles roles, people, accounts and targets.
func TestTheResultDoesNotDependOnAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		before := c.judge(t)
		shuffled := *c
		shuffled.people = rapid.Permutation(c.people).Draw(rt, "people order")
		shuffled.targets = rapid.Permutation(c.targets).Draw(rt, "target order")
		for _, tg := range shuffled.targets {
			tg.accounts = rapid.Permutation(tg.accounts).Draw(rt, "account order")
		}
		shuffled.rules = ruleFile(rapid.Permutation(c.roles).Draw(rt, "role order"))
		after := shuffled.judge(t)
		a, b := before.all(), after.all()
		if a != b {
			rt.Fatalf("before:\n%s\nafter:\n%s", a, b)
		}
	})
}

// all words the findings in their own order, with the fingerprints.
func (o *outcome) all() string {
	var b strings.Builder
	for i := range o.findings {
		f := &o.findings[i]
		fmt.Fprintln(&b, o.line(i), f.Fingerprint, ruleless(f.Reason))
	}
	return b.String()
}

// ruleless drops where a rule stands: that does depend on the order in the file.
func ruleless(reason string) string {
	if i := strings.Index(reason, "rules.yaml:"); i >= 0 {
		return reason[:i]
	}
	return reason
}

// TestNothingMissingIsConcludedFromAnIncompleteRead holds it for any company.
func TestNothingMissingIsConcludedFromAnIncompleteRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c := world(rt)
		o := c.judge(t)
		for i := range o.findings {
			f := &o.findings[i]
			if f.Verdict == access.Missing && o.results[f.Target].Status != access.Complete {
				rt.Fatalf("missing in a %s read: %s", o.results[f.Target].Status, o.line(i))
			}
			if f.Target != "" && f.Provisional != (o.results[f.Target].Status != access.Complete) {
				rt.Fatalf("provisional is %v in a %s read", f.Provisional, o.results[f.Target].Status)
			}
		}
	})
}
