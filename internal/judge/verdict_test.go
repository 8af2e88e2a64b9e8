package judge_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"reconcile/internal/access"
	"reconcile/internal/judge"
)

func with(a access.Account, change func(*access.Account)) access.Account {
	change(&a)
	return a
}

func suspended(a access.Account) access.Account {
	a.Status = access.Suspended
	return a
}

func invited(a access.Account, created string) access.Account {
	a.Status, a.Created = access.Invited, day(created)
	return a
}

// one is a company of one person and chat alone.
func one(p access.Person, tg *target) *company {
	if tg == nil {
		tg = &target{}
	}
	tg.name = "chat"
	return &company{people: []access.Person{p}, targets: []*target{tg}, rules: `
roles:
  - {name: everyone, grants: {chat: [account]}}
`}
}

func TestMissing(t *testing.T) {
	starts := func(date string) access.Person {
		p := employee("e1", "Ana")
		p.Start = day(date)
		return p
	}
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"an account that is due and does not exist is missing", one(employee("e1", "Ana"), nil),
			[]string{"low missing chat e1 account"},
		},
		{
			"a joiner's account is missing with high severity on the first day", one(starts("2026-06-15"), nil),
			[]string{"high missing(joiner) chat e1 account"},
		},
		{
			"a joiner's account is missing with low severity before the first day", func() *company {
				c := one(starts("2026-06-16"), nil)
				c.settings.Standing.JoinerLead = 1
				return c
			}(),
			[]string{"low missing(joiner) chat e1 account"},
		},
		{"nothing is missing before the lead", one(starts("2026-06-16"), nil), nil},
		{
			"thirty days after the start one is a joiner still", one(starts("2026-05-16"), nil),
			[]string{"high missing(joiner) chat e1 account"},
		},
		{
			"thirty-one days after the start one is a joiner no more", one(starts("2026-05-15"), nil),
			[]string{"low missing chat e1 account"},
		},
		{
			"a due account that is suspended is missing, cause suspended",
			one(employee("e1", "Ana"), &target{accounts: []access.Account{suspended(of("e1"))}}),
			[]string{"low missing(suspended) chat a-e1 account"},
		},
		{
			"a suspended account that its holder alone can reopen is no missing access",
			one(employee("e1", "Ana"), &target{accounts: []access.Account{
				with(suspended(of("e1")), func(a *access.Account) { a.Reopenable = true }),
			}}), nil,
		},
		{
			"a pending invitation satisfies a due account",
			one(employee("e1", "Ana"), &target{accounts: []access.Account{invited(of("e1"), "2026-06-01")}}), nil,
		},
		{
			"after fourteen days an invitation is stale",
			one(employee("e1", "Ana"), &target{accounts: []access.Account{invited(of("e1"), "2026-05-31")}}),
			[]string{"medium stale-invite chat a-e1 account"},
		},
		{
			"nothing is missing to somebody on leave", func() *company {
				p := employee("e1", "Ana")
				p.Employment = access.OnLeave
				return one(p, nil)
			}(), nil,
		},
		{
			"nothing is missing to somebody quarantined", func() *company {
				p := employee("e1", "Ana")
				p.Quarantine = "unreadable start"
				return one(p, nil)
			}(), nil,
		},
		{"nothing is missing to somebody who left", one(left("e1", "Ana", "2026-06-14"), nil), nil},
		{
			"nothing is missing where the read is partial",
			one(employee("e1", "Ana"), &target{status: access.Partial}), nil,
		},
		{
			"nothing is missing where the read failed",
			one(employee("e1", "Ana"), &target{status: access.FailedRead}), nil,
		},
		{
			"no account is missing where members are not certainly listed",
			one(employee("e1", "Ana"), &target{reach: []access.Facet{{Name: access.FacetMembers, Why: "hidden"}}}), nil,
		},
		{
			"an account that several people may own shields them all from missing", func() *company {
				c := one(employee("e1", "Ana"), &target{
					accounts: []access.Account{stranger("x", access.Human), of("e3")}, disputed: map[string][]string{"x": {"e1", "e2"}},
				})
				c.people = append(c.people, employee("e2", "Bo"), employee("e3", "Cy"))
				return c
			}(),
			[]string{"medium disputed chat x account"},
		},
		{
			"where fewer than half of the human accounts are linked, missing is withheld", func() *company {
				c := one(employee("e1", "Ana"), &target{
					accounts: []access.Account{stranger("x", access.Human), stranger("y", access.Human), of("e2")},
				})
				c.people = append(c.people, employee("e2", "Bo"))
				return c
			}(),
			[]string{"medium orphaned(unknown) chat x account", "medium orphaned(unknown) chat y account"},
		},
		{
			"bots do not count among the accounts to be linked", func() *company {
				c := one(employee("e1", "Ana"), &target{
					accounts: []access.Account{stranger("x", access.Bot), stranger("y", access.Bot), of("e2")},
				})
				c.people = append(c.people, employee("e2", "Bo"))
				return c
			}(),
			[]string{
				"low missing chat e1 account", "medium orphaned(unregistered-service-account) chat x account",
				"medium orphaned(unregistered-service-account) chat y account",
			},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

func TestWithheldMissingAccessTellsToLink(t *testing.T) {
	c := one(employee("e1", "Ana"), &target{accounts: []access.Account{stranger("x", access.Human)}})
	o := c.judge(t)
	if why := o.results["chat"].MissingWithheld; !strings.Contains(why, "identities:") || !strings.Contains(why, "0 of 1") {
		t.Errorf("got %q", why)
	}
}

// TestEntitlements holds what is said of the access within an account.
func TestEntitlements(t *testing.T) {
	levels := map[string][]string{"team": {"member", "maintainer", "admin"}}
	code := func(tg *target, rules string, more ...access.Person) *company {
		tg.name = "code"
		if tg.accounts == nil {
			tg.accounts = []access.Account{of("e1")}
		}
		if tg.levels == nil {
			tg.levels = levels
		}
		return &company{people: append([]access.Person{employee("e1", "Ana")}, more...), targets: []*target{tg}, rules: rules}
	}
	holds := func(keys ...string) map[string][]string { return map[string][]string{"a-e1": keys} }
	role := func(keys string) string {
		return "roles:\n  - {name: dev, when: {department: engineering}, grants: {code: [" + keys + "]}}\n" +
			"  - {name: ops, when: {department: Operations}, grants: {code: [\"team:ops\"]}}\n"
	}
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{"a due entitlement that is held is no finding", code(&target{holds: holds("team:dev")}, role(`"team:dev"`)), nil},
		{
			"a due entitlement that is not held is missing", code(&target{}, role(`"team:dev"`)),
			[]string{"low missing code a-e1 team:dev"},
		},
		{
			"inherited access satisfies what is due", code(&target{holds: holds("team:dev<team:all")}, role(`"team:dev"`)), nil,
		},
		{
			"an entitlement type beyond the reach is never missing", code(&target{reach: []access.Facet{
				{Name: access.FacetMembers, Listed: access.Yes}, {Name: "team", Listed: access.No, Why: "no scope"},
			}}, role(`"team:dev"`)), nil,
		},
		{
			"what a role names is governed, and excess for whom it is not due",
			code(&target{holds: holds("team:dev", "team:ops")}, role(`"team:dev"`)),
			[]string{"medium excess code a-e1 team:ops"},
		},
		{
			"inherited access that is not due is excess too",
			code(&target{holds: holds("team:dev", "team:ops<team:dev")}, role(`"team:dev"`)),
			[]string{"medium excess code a-e1 team:ops"},
		},
		{
			"what no rule names is ungoverned and no finding",
			code(&target{holds: holds("team:dev", "team:chess")}, role(`"team:dev"`)), nil,
		},
		{
			"the target's govern globs make it governed", code(&target{
				holds: holds("team:dev", "team:chess"), settings: judge.TargetSettings{Govern: []string{"team:*"}},
			}, role(`"team:dev"`)),
			[]string{"medium excess code a-e1 team:chess"},
		},
		{
			"privileged access is always governed, and its excess high", code(&target{
				holds: holds("team:dev", "team:infra"), settings: judge.TargetSettings{Privileged: []string{"team:infra"}},
			}, role(`"team:dev"`)),
			[]string{"high excess code a-e1 team:infra"},
		},
		{
			"due without a level, any level fits", code(&target{holds: holds("team:dev=maintainer")}, role(`"team:dev"`)), nil,
		},
		{
			"due without a level, a privileged level does not fit", code(&target{
				holds: holds("team:dev=admin"), settings: judge.TargetSettings{Privileged: []string{"team:*=admin"}},
			}, role(`"team:dev"`)),
			[]string{"high excess code a-e1 team:dev=admin"},
		},
		{
			"held lower than due, the due level is missing", code(&target{holds: holds("team:dev=member")}, role(`"team:dev=maintainer"`)),
			[]string{"low missing code a-e1 team:dev=maintainer"},
		},
		{
			"held higher than due, the held level is excess", code(&target{holds: holds("team:dev=admin")}, role(`"team:dev=member"`)),
			[]string{"medium excess code a-e1 team:dev=admin"},
		},
		{
			"of two due levels the higher is due", code(&target{holds: holds("team:dev=member")},
				role(`"team:dev=member"`)+"  - {name: lead, when: {type: employee}, grants: {code: [\"team:dev=maintainer\"]}}\n"),
			[]string{"low missing code a-e1 team:dev=maintainer"},
		},
		{
			"of two held levels the higher counts", code(&target{holds: holds("team:dev=member", "team:dev=admin<team:all=admin")},
				role(`"team:dev=member"`)),
			[]string{"medium excess code a-e1 team:dev=admin"},
		},
		{
			"an account to whose person nothing is due there is excess, with all it holds",
			code(&target{holds: holds("team:ops")}, "roles:\n  - {name: ops, when: {department: Operations}, grants: {code: [\"team:ops\"]}}\n"),
			[]string{"medium excess code a-e1 account +team:ops"},
		},
		{
			"in a target that no role names only orphaned accounts are judged",
			code(&target{holds: holds("team:ops"), accounts: []access.Account{of("e1"), stranger("x", access.Human), of("e2")}},
				"roles:\n  - {name: none, grants: {other: [account]}}\n", left("e2", "Bo", "2026-06-01")).beside("other"),
			[]string{
				"high orphaned(leaver) code a-e2 account", "medium orphaned(unknown) code x account", "low missing other e1 account",
			},
		},
		{
			"entitlements of an invited account are not missing yet",
			code(&target{accounts: []access.Account{invited(of("e1"), "2026-06-10")}}, role(`"team:dev"`)), nil,
		},
		{
			"within the leaver grace privileged access is excess, cause leaver, and the rest stays due", func() *company {
				c := code(&target{
					holds: holds("team:dev", "team:infra"), settings: judge.TargetSettings{Privileged: []string{"team:infra"}},
				}, role(`"team:dev", "team:infra"`))
				c.people[0].Employment, c.people[0].End = access.Terminated, day("2026-06-14")
				c.settings.Standing.LeaverGrace = 3
				return c
			}(),
			[]string{"high excess(leaver) code a-e1 team:infra"},
		},
		{
			"before the lead an open account is excess, cause early", func() *company {
				c := code(&target{holds: holds("team:dev")}, role(`"team:dev"`))
				c.people[0].Start = day("2026-07-01")
				return c
			}(),
			[]string{"medium excess(early) code a-e1 account +team:dev"},
		},
		{
			"on leave with `keep` nothing changes", func() *company {
				c := code(&target{holds: holds("team:dev")}, role(`"team:dev", "team:ops"`))
				c.people[0].Employment = access.OnLeave
				return c
			}(), nil,
		},
		{
			"on leave with `suspend` an enabled account is excess", func() *company {
				c := code(&target{holds: holds("team:dev")}, role(`"team:dev"`))
				c.people[0].Employment = access.OnLeave
				c.settings.SuspendOnLeave = true
				return c
			}(),
			[]string{"medium excess(on leave) code a-e1 account +team:dev"},
		},
		{
			"a second enabled account is excess, cause duplicate",
			code(&target{
				accounts: []access.Account{of("e1"), with(of("e1"), func(a *access.Account) { a.ID = "a-e1-bis" })},
				holds:    map[string][]string{"a-e1": {"team:dev"}, "a-e1-bis": {"team:dev"}},
			}, role(`"team:dev"`)),
			[]string{"medium excess(duplicate) code a-e1-bis account +team:dev"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
}

// beside adds an empty target.
func (c *company) beside(name string) *company {
	c.targets = append(c.targets, &target{name: name})
	return c
}

// TestOrphaned holds what is said of accounts that belong to nobody who is here.
func TestOrphaned(t *testing.T) {
	const registered = `
roles:
  - {name: everyone, grants: {chat: [account]}}
service_accounts:
  - {target: chat, account: bot-1, kind: bot, owner: e1, purpose: CI, review_by: 2026-06-15}
externals:
  - {target: chat, account: "*@client.example", sponsor: e1, purpose: shared channel, access: [account, "channel:client"], until: 2026-06-15}
`
	chat := func(tg *target, people ...access.Person) *company {
		tg.name = "chat"
		return &company{people: people, targets: []*target{tg}, rules: registered}
	}
	ana, bo := employee("e1", "Ana"), employee("e2", "Bo")
	account := []access.Account{of("e1")}
	also := func(a access.Account) []access.Account { return append([]access.Account{a}, account...) }
	for _, c := range []struct {
		policy string
		given  *company
		want   []string
	}{
		{
			"a leaver's account is orphaned, with all it holds", chat(&target{
				accounts: also(of("e2")), holds: map[string][]string{"a-e2": {"channel:general"}},
			}, ana, left("e2", "Bo", "2026-06-01")),
			[]string{"high orphaned(leaver) chat a-e2 account +channel:general"},
		},
		{
			"a leaver on a critical target is critical", chat(&target{accounts: also(of("e2")), criticality: "critical"}, ana,
				left("e2", "Bo", "2026-06-01")),
			[]string{"critical orphaned(leaver) chat a-e2 account"},
		},
		{
			"a leaver with privileged access is critical", chat(&target{
				accounts: also(of("e2")), holds: map[string][]string{"a-e2": {"role:owner"}},
				settings: judge.TargetSettings{Privileged: []string{"role:owner"}},
			}, ana, left("e2", "Bo", "2026-06-01")),
			[]string{"critical orphaned(leaver) chat a-e2 account +role:owner"},
		},
		{
			"a leaver's pending invitation is orphaned", chat(&target{accounts: also(invited(of("e2"), "2026-06-01"))}, ana,
				left("e2", "Bo", "2026-06-01")),
			[]string{"high orphaned(leaver) chat a-e2 account"},
		},
		{
			"a leaver's suspended account is no finding", chat(&target{accounts: also(suspended(of("e2")))}, ana,
				left("e2", "Bo", "2026-06-01")), nil,
		},
		{
			"a leaver's suspended account that its holder can reopen is orphaned", chat(&target{
				accounts: also(with(suspended(of("e2")), func(a *access.Account) { a.Reopenable = true })),
			}, ana, left("e2", "Bo", "2026-06-01")),
			[]string{"high orphaned(leaver) chat a-e2 account"},
		},
		{
			"an account of nobody known is unknown", chat(&target{accounts: also(stranger("x", access.Human))}, ana),
			[]string{"medium orphaned(unknown) chat x account"},
		},
		{
			"an unknown account on a high target is high", chat(&target{accounts: also(stranger("x", access.Human)), criticality: "high"}, ana),
			[]string{"high orphaned(unknown) chat x account"},
		},
		{
			"an unknown account that carries an employee number is high", chat(&target{accounts: also(of("e9"))}, ana),
			[]string{"high orphaned(unknown) chat a-e9 account"},
		},
		{
			"a guest nobody registered is a guest", chat(&target{accounts: also(stranger("x", access.Guest))}, ana),
			[]string{"medium orphaned(guest) chat x account"},
		},
		{
			"a bot or shared account nobody registered is an unregistered service account",
			chat(&target{accounts: append(also(stranger("x", access.Bot)), stranger("y", access.Shared))}, ana),
			[]string{
				"medium orphaned(unregistered-service-account) chat x account",
				"medium orphaned(unregistered-service-account) chat y account",
			},
		},
		{
			"all access of a registered service account is excepted, through its review date",
			chat(&target{
				accounts: also(stranger("bot-1", access.Bot)), holds: map[string][]string{"bot-1": {"role:owner"}},
				settings: judge.TargetSettings{Privileged: []string{"role:*"}},
			}, ana), nil,
		},
		{
			"a service account whose owner left is owner-left", chat(&target{accounts: also(stranger("bot-1", access.Bot))},
				left("e1", "Ana", "2026-06-01"), bo),
			[]string{
				"high orphaned(leaver) chat a-e1 account", "high orphaned(owner-left) chat bot-1 account",
				"low missing chat e2 account",
			},
		},
		{
			"a registered external may hold what is listed", chat(&target{
				accounts: also(stranger("jo@client.example", access.Guest)),
				holds:    map[string][]string{"jo@client.example": {"channel:client"}},
				settings: judge.TargetSettings{Govern: []string{"channel:*"}},
			}, ana), nil,
		},
		{
			"an external's governed access beyond the list is excess, with no person", chat(&target{
				accounts: also(stranger("jo@client.example", access.Guest)),
				holds:    map[string][]string{"jo@client.example": {"channel:client", "channel:board", "emoji:smile"}},
				settings: judge.TargetSettings{Govern: []string{"channel:*"}},
			}, ana),
			[]string{"medium excess chat jo@client.example channel:board"},
		},
		{
			"privileged access is never covered by a glob", chat(&target{
				accounts: also(stranger("jo@client.example", access.Guest)),
				holds:    map[string][]string{"jo@client.example": {"channel:client"}},
				settings: judge.TargetSettings{Privileged: []string{"channel:client"}},
			}, ana),
			[]string{"high excess chat jo@client.example channel:client"},
		},
	} {
		t.Run(c.policy, func(t *testing.T) { c.given.expect(t, c.want...) })
	}
	t.Run("a day later both dates have passed and are review-due", func(t *testing.T) {
		c := chat(&target{accounts: append(also(stranger("bot-1", access.Bot)), stranger("jo@client.example", access.Guest))}, ana)
		c.rules = strings.ReplaceAll(registered, "2026-06-15", "2026-06-14")
		c.expect(t, "medium orphaned(review-due) chat bot-1 account", "medium orphaned(review-due) chat jo@client.example account")
	})
	t.Run("a leaver who may be the same person as a later record is noted", func(t *testing.T) {
		c := chat(&target{accounts: []access.Account{of("e1"), of("e2")}}, ana, left("e2", "Ana", "2026-06-01"))
		c.same = map[int]int{1: 0}
		o := c.expect(t, "high orphaned(leaver) chat a-e2 account")
		if f := o.findings[0]; len(f.Notes) != 1 || f.Notes[0] != "maybe-same-person: e1" {
			t.Errorf("notes: %q", f.Notes)
		}
	})
}

func TestSeatsAreCountedAsTheyArePaidFor(t *testing.T) {
	ann, bob, gone := employee("e1", "Ann"), employee("e2", "Bob"), employee("e3", "Gone")
	gone.Employment, gone.End = access.Terminated, today.Plus(-10)
	tg := &target{name: "code"}
	open, closed, free := of("e1"), of("e2"), of("e3")
	closed.Status = access.Suspended
	free.Seat = access.No
	tg.accounts = append(tg.accounts, open, closed, free)
	tg.settings = judge.TargetSettings{Seats: 5, SeatCost: judge.Money{Cents: 2100, Currency: "USD"}, SuspendFreesSeat: access.Yes}
	c := &company{people: []access.Person{ann, bob, gone}, targets: []*target{tg}, rules: "roles: [{name: all, grants: {code: [account]}}]"}
	want := &access.Seats{Bought: 5, Taken: 1, CostCents: 2100, Currency: "USD"}
	if diff := cmp.Diff(want, c.judge(t).results["code"].Seats); diff != "" {
		t.Errorf("suspending frees the seat (-want +got)\n%s", diff)
	}
	tg.settings.SuspendFreesSeat = access.No
	tg.accounts[2].Seat = access.Unknown
	want.Taken, want.Freed = 3, 1
	if diff := cmp.Diff(want, c.judge(t).results["code"].Seats); diff != "" {
		t.Errorf("suspending frees no seat, and a leaver has one (-want +got)\n%s", diff)
	}
	tg.settings = judge.TargetSettings{}
	if s := c.judge(t).results["code"].Seats; s != nil {
		t.Errorf("of seats nothing is known: %+v", s)
	}
}
