package schema

import (
	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/yaml"
)

// rulesFile is the form of a rules file, for the schema and the reference; package rules reads it by its own types, and
// a test holds the two together.
type rulesFile struct {
	Roles      []role      `option:"roles" help:"What people get because of what they are."`
	Exceptions []exception `option:"exceptions" help:"What single people get besides, for a time and a reason."`
	Services   []service   `option:"service_accounts" help:"Accounts that belong to no person."`
	Externals  []external  `option:"externals" help:"People who are never on the roster."`
	Identities []identity  `option:"identities" help:"Links between accounts and people that e-mail cannot make."`
	People     []person    `option:"people" help:"Two records of the roster that are one human."`
	Conflicts  []conflict  `option:"conflicts" help:"Access that nobody may hold together."`
	Migrations []migration `option:"migrations" help:"The replacement of one app by another."`
	Release    []release   `option:"release" help:"Access that was governed by an earlier rule and is to be so no more."`
}

type release struct {
	Target string `option:"target,required" help:"The target."`
	Access string `option:"access,required" help:"The access, without a level." example:"team:developers"`
	Reason string `option:"reason,required" help:"Why no rule speaks of it any more."`
}

type role struct {
	Name   string              `option:"name,required" help:"The role's name, once in all files."`
	When   *yaml.Node          `option:"when" help:"Whom it fits: attributes with values, lists and globs, or an expression; everybody unless set." example:"{department: Engineering}"`
	Unless *yaml.Node          `option:"unless" help:"Whom it does not fit nevertheless." example:"{type: contractor}"`
	Grants map[string][]string `option:"grants,required" help:"What it gives, by target." example:"{github: [\"team:developers\"]}"`
	From   access.Date         `option:"from" help:"The first day it gives anything."`
	Until  access.Date         `option:"until" help:"The last day it gives anything."`
}

type exception struct {
	Person     string      `option:"person,required" help:"The person's id."`
	Target     string      `option:"target,required" help:"The target."`
	Access     []string    `option:"access,required" help:"What they get." example:"team:infra"`
	Until      access.Date `option:"until,required" help:"The last day."`
	Reason     string      `option:"reason,required" help:"Why."`
	ApprovedBy string      `option:"approved_by,required" help:"Who approved it, by work e-mail or id; not the person themselves."`
}

type service struct {
	Target   string      `option:"target,required" help:"The target."`
	Account  string      `option:"account,required" help:"The account's id, login or e-mail."`
	Kind     string      `option:"kind,required" help:"What it is." enum:"bot,shared mailbox,resource,break-glass"`
	Owner    string      `option:"owner,required" help:"The id of the person who answers for it."`
	Purpose  string      `option:"purpose" help:"What it is for."`
	ReviewBy access.Date `option:"review_by" help:"When it is to be looked at again."`
}

type external struct {
	Target  string      `option:"target,required" help:"The target."`
	Account string      `option:"account,required" help:"The account, or a glob." example:"*@client.example"`
	Sponsor string      `option:"sponsor,required" help:"The id of the person who answers for them."`
	Purpose string      `option:"purpose" help:"What they do here."`
	Access  []string    `option:"access" help:"What they may hold." example:"[account]"`
	Until   access.Date `option:"until" help:"The last day."`
}

type identity struct {
	Person  string   `option:"person,required" help:"The person's id."`
	Target  string   `option:"target,required" help:"The target."`
	Account string   `option:"account,required" help:"The account's id, login or e-mail."`
	Kind    string   `option:"kind" help:"Which of the person's accounts it is." enum:"primary,admin,test" default:"primary"`
	Access  []string `option:"access" help:"What an admin or test account may hold besides." example:"role:super-admin"`
}

type person struct {
	Person string   `option:"person,required" help:"The id that stays."`
	Was    []string `option:"was,required" help:"The ids of the same human's other records."`
}

type conflict struct {
	Name  string `option:"name,required" help:"The rule's name."`
	AllOf []term `option:"all_of,required" help:"What nobody may hold together, at least two."`
}

type term struct {
	Target string `option:"target,required" help:"The target."`
	Access string `option:"access,required" help:"The access there." example:"role:payer"`
}

type migration struct {
	From    string      `option:"from,required" help:"The target that is left."`
	To      string      `option:"to,required" help:"The target that replaces it."`
	Access  []string    `option:"access" help:"What is due in the new one; the account unless set."`
	People  *yaml.Node  `option:"people" help:"Who migrates; everybody unless set." example:"{department: Marketing}"`
	Start   access.Date `option:"start,required" help:"From when the new one is due beside the old one."`
	Cutover access.Date `option:"cutover,required" help:"After when the old one is due only while the new one is not held."`
}

// ruleFields returns the keys of a rules file.
func ruleFields() []option.Field { return option.Declare(rulesFile{}) }
