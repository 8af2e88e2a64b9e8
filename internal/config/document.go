package config

import (
	"reconcile/internal/access"
	"reconcile/internal/option"
	"reconcile/internal/secret"
	"reconcile/internal/yaml"
)

// document is reconcile.yaml as written.
type document struct {
	Company   string `option:"company" help:"The company's name, for subject lines and reports." example:"Acme Apps"`
	Timezone  zone   `option:"timezone" help:"Where dates are judged; the machine's own zone unless set." default:"Local" example:"Europe/Madrid"`
	Timezones struct {
		Location map[string]zone `option:"location" help:"Zones of single locations of the roster." example:"{Lima: America/Lima}"`
	} `option:"timezones" help:"Where dates are judged for some of the people."`
	Store string `option:"store" help:"The file in which runs are remembered; left out: a single audit, without memory." example:"reconcile.db"`

	Source  *yaml.Node `option:"source,required" help:"Where people come from: one source, or a list."`
	Targets *yaml.Node `option:"targets,required" help:"The apps, by a name of your own."`
	Rules   []string   `option:"rules" help:"Files, or globs of files, that say who should have what; without any, only orphaned accounts are judged." example:"[rules/*.yaml]"`

	Policy        policy     `option:"policy" help:"How dates are read and what a run may do."`
	Scope         scope      `option:"scope" help:"A pilot: outside it nothing is changed, only reported."`
	DomainAliases [][]string `option:"domain_aliases" help:"Groups of mail domains that are the same." example:"[[acme.com, acme.io]]"`
	Retain        months     `option:"retain" help:"For how long history is kept; left out: for ever." example:"24 months"`

	Mail     *mailKeys    `option:"mail" help:"How mail is sent."`
	Reports  []reportKeys `option:"reports" help:"Who is mailed what, and when."`
	Schedule []string     `option:"schedule" help:"When the schedule command runs a night: cron expressions of five fields." example:"30 2 * * *"`

	Metrics metricsKeys `option:"metrics" help:"Figures of the last night, for a monitoring system."`
	Ping    secret.Ref  `option:"ping" help:"Where the address is kept that is asked for (GET) after each night that was done in full; who waits there for it in vain raises the alarm." example:"cred:ping"`
}

type metricsKeys struct {
	Textfile option.Path `option:"textfile" help:"The file to write, for the textfile collector of Prometheus's node_exporter; its name must end in .prom." example:"/var/lib/node_exporter/reconcile.prom"`
}

type policy struct {
	JoinerLead   option.Days `option:"joiner_lead" help:"How long before the start date access is due." default:"1d"`
	LeaverGrace  option.Days `option:"leaver_grace" help:"For how long after the last working day unprivileged access stays due." default:"0d"`
	MoverGrace   option.Days `option:"mover_grace" help:"For how long what a former department or title gave stays due." default:"0d"`
	Leave        string      `option:"leave" help:"What becomes of the accounts of people on leave." enum:"keep,suspend" default:"keep"`
	DateOnly     string      `option:"date_only" help:"Whether people who left only by a date, while the roster still calls them employed, are acted on." enum:"report,apply" default:"report"`
	ConfirmAfter count       `option:"confirm_after" help:"In how many earlier good reads a removal must have been found." default:"1"`
	Limits       runLimits   `option:"limits" help:"What one run may do at most, over all targets."`
}

type runLimits struct {
	Removals     count `option:"removals" help:"Removals of people who have not left." default:"20"`
	RemovalShare share `option:"removal_share" help:"The same as a share of all accounts." default:"20%"`
	Additions    count `option:"additions" help:"Invitations and grants." default:"30"`
}

type scope struct {
	People  *yaml.Node `option:"people" help:"Who takes part: attributes as in a role, or an expression." example:"{department: Payments}"`
	Targets []string   `option:"targets" help:"Which targets take part; all unless set."`
}

type mailKeys struct {
	At       yaml.Pos
	Server   string     `option:"server,required" help:"Host and port of the mail server; the port is 587 unless given." example:"smtp.acme.example:587"`
	Security string     `option:"security" help:"How the connection is protected; none is for localhost only." enum:"starttls,tls,none" default:"starttls"`
	Username string     `option:"username" help:"The name to sign in with."`
	Password secret.Ref `option:"password" help:"Where the password is kept." example:"cred:smtp"`
	From     sender     `option:"from,required" help:"The sender." example:"Access audit <reconcile@acme.example>"`
	Allow    []address  `option:"allow" help:"Recipients who are not on the roster." example:"[auditor@firm.example]"`
	Auth     string     `option:"auth" help:"How to sign in; auto: the best that the server offers for a password." enum:"auto,plain,login,xoauth2" default:"auto"`
	CA       string     `option:"ca" help:"A file of certificates (PEM) that are trusted besides the system's." example:"ca.pem"`
	DKIM     *dkimKeys  `option:"dkim" help:"How mails are signed; left to the mail server unless set."`
}

type dkimKeys struct {
	Domain   string     `option:"domain,required" help:"The domain that signs." example:"acme.example"`
	Selector string     `option:"selector,required" help:"The selector of the key in the domain's DNS." example:"reconcile"`
	Key      secret.Ref `option:"key,required" help:"Where the private key (PEM) is kept." example:"cred:dkim"`
}

type reportKeys struct {
	At           yaml.Pos
	To           []string `option:"to,required" help:"Addresses, or owners: each owner gets their targets." example:"[it@acme.example]"`
	When         string   `option:"when" help:"When it is sent; findings: nights with findings, and a weekly all-clear; changes: nights that found or resolved something since the last such mail, likewise; daily to yearly: once in each." enum:"findings,changes,always,daily,weekly,monthly,quarterly,yearly" default:"findings"`
	Report       string   `option:"report" help:"Which report." enum:"night,compliance,access,leavers,joiners,trend,assess,cost,evidence" default:"night"`
	Attach       []string `option:"attach" help:"What is attached." enum:"xlsx,csv,html,json"`
	Confidential bool     `option:"confidential" help:"Whether people who are leaving are shown; never to themselves." default:"false"`
}

// sourceKeys are the keys of every source; the others are its kind's.
type sourceKeys struct {
	At       yaml.Pos
	Kind     string      `option:"kind,required" help:"What is read."`
	Name     string      `option:"name" help:"The source's name in reports; its kind unless set."`
	Prefix   string      `option:"prefix" help:"Put before each id, so that the ids of two sources differ." example:"T-"`
	Lists    string      `option:"lists" help:"Who is listed; current: absence means left." enum:"all,current" default:"all"`
	MaxAge   option.Days `option:"max_age" help:"How old the data may be before nothing is removed on the strength of it." default:"3d"`
	Exported access.Date `option:"exported" help:"The day the file was exported; the file's own date unless set."`
}

// targetKeys are the keys of every target; the others are its kind's.
type targetKeys struct {
	At           yaml.Pos
	Kind         string       `option:"kind,required" help:"What is read."`
	Title        string       `option:"title" help:"The app's name in reports; the kind's own unless set."`
	Criticality  string       `option:"criticality" help:"How grave a finding is in this app." enum:"critical,high,normal,low" default:"normal"`
	Owner        address      `option:"owner" help:"Who answers for the app and gets its part of the report." example:"cto@acme.example"`
	SeatCost     money        `option:"seat_cost" help:"What one seat costs." example:"21 USD/month"`
	Seats        count        `option:"seats" help:"How many seats are bought."`
	DormantAfter option.Days  `option:"dormant_after" help:"After how long without use an account is dormant; not judged unless set." example:"60d"`
	Privileged   []string     `option:"privileged" help:"Globs of access that is privileged, besides what the connector knows." example:"[\"team:infra\"]"`
	Govern       []string     `option:"govern" help:"Globs of access that is judged, besides what the rules name." example:"[\"team:*\"]"`
	Protect      []string     `option:"protect" help:"Globs of accounts, by id, login or e-mail, that are never touched; a glob never covers a leaver." example:"[acme-bot, \"breakglass-*\"]"`
	Fix          fix          `option:"fix" help:"What may be mended, by verdict."`
	Remove       string       `option:"remove" help:"Whether accounts may be removed where the app cannot suspend." enum:"manual,allow" default:"manual"`
	CredentialOf string       `option:"credential_of" help:"The id of the person whose credential is used; their accounts are not touched." example:"e1001"`
	Limits       targetLimits `option:"limits" help:"What one run may do at most in this target."`
	First        bool         `option:"first" help:"Whether joiners get this app before the others: the mailbox." default:"false"`
	MaxAge       option.Days  `option:"max_age" help:"How old an export may be before nothing is concluded from absence." default:"35d"`
}

type fix struct {
	Missing    string `option:"missing" help:"Access that is due and not held." enum:"report,apply" default:"report"`
	Excess     string `option:"excess" help:"Access that is held and not due." enum:"report,apply" default:"report"`
	Orphaned   string `option:"orphaned" help:"Accounts of leavers; apply-unknown: accounts of nobody known too." enum:"report,apply,apply-unknown" default:"report"`
	Privileged string `option:"privileged" help:"Whether privileged access may be granted." enum:"report,apply" default:"report"`
}

type targetLimits struct {
	Removals      count `option:"removals" help:"Removals of people who have not left." default:"5"`
	RemovalShare  share `option:"removal_share" help:"The same as a share of the target's accounts." default:"10%"`
	Leavers       count `option:"leavers" help:"Accounts of leavers." default:"10"`
	Additions     count `option:"additions" help:"Invitations and grants." default:"10"`
	AdditionShare share `option:"addition_share" help:"The same as a share of the target's accounts." default:"10%"`
	MinAdmins     count `option:"min_admins" help:"How many holders of the most privileged access must stay." default:"2"`
}

// Declare returns the keys of reconcile.yaml, of every source and of every target.
func Declare() (file, source, target []option.Field) {
	return option.Declare(document{}), option.Declare(sourceKeys{}), option.Declare(targetKeys{})
}
