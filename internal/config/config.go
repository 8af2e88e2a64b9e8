// Package config reads reconcile.yaml and the rules it names into typed settings. Whatever is wrong in any of the files
// is reported at once, with its place. Which sources and targets there are comes in from outside.
package config

import (
	"net/mail"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/judge"
	"reconcile/internal/plan"
	"reconcile/internal/secret"
	"reconcile/internal/yaml"
	"reconcile/rules"
	"reconcile/sources"
	"reconcile/targets"
)

// Kinds are the sources and targets that can be configured, by the word after `kind:`.
type Kinds struct {
	Sources map[string]sources.Kind
	Targets map[string]targets.Kind
}

// KindsOf indexes kinds by the word after `kind:`.
func KindsOf(people []sources.Kind, apps []targets.Kind) Kinds {
	k := Kinds{Sources: map[string]sources.Kind{}, Targets: map[string]targets.Kind{}}
	for _, kind := range people {
		k.Sources[kind.Info.Kind] = kind
	}
	for _, kind := range apps {
		k.Targets[kind.Info.Kind] = kind
	}
	return k
}

// Config is a configuration that was found to be sound.
type Config struct {
	// Path is the file as it was named, Dir its folder, absolute: relative paths start there.
	Path, Dir string
	// Hash is the SHA-256 of the file's bytes; RulesHash is over the names and bytes of the rules files. Both are in
	// hexadecimal.
	Hash, RulesHash string
	Company         string
	// Timezone is where dates are judged; Zones are exceptions by location, folded.
	Timezone *time.Location
	Zones    map[string]*time.Location
	// Store is the database as written, a path or a URL; "" for none.
	Store   string
	Sources []Source
	// Targets are in the order of the file.
	Targets []Target
	// Rules is never nil: without `rules:` it is empty. RulesFiles are the files it was read from.
	Rules      *rules.Policy
	RulesFiles []rules.File
	Judge      judge.Settings
	Plan       plan.Settings
	// Scope limits a pilot to some people; nil means all. Its targets are in Judge.
	Scope *rules.Condition
	// DomainAliases are groups of mail domains that are the same, in lower case.
	DomainAliases [][]string
	// Retain is for how many months history is kept; 0 means for ever.
	Retain int
	// Mail is nil where no mail is sent.
	Mail    *Mail
	Reports []Report
	// Schedule holds cron expressions of five fields.
	Schedule []string
	// Textfile is where figures of the last night are written for Prometheus, "" for nowhere.
	Textfile string
	// Ping refers to the address that is asked for after a night that was done in full; the zero Ref for none.
	Ping secret.Ref
}

// Source is one configured origin of people.
type Source struct {
	Pos  yaml.Pos
	Name string
	Kind sources.Kind
	// Options is what Kind.New takes.
	Options any
	// Prefix opens the ids of this source's people.
	Prefix string
	// CurrentOnly: it lists current staff only, so absence means left.
	CurrentOnly bool
	// MaxAge is after how many days the data is too old to remove anything on the strength of it.
	MaxAge int
	// Exported is the day a file was exported; no date: the file's own.
	Exported access.Date
}

// Target is one configured app. What the judgement and the plan need to know of it stands in their settings.
type Target struct {
	Pos  yaml.Pos
	Name string
	Kind targets.Kind
	// Options is what Kind.New takes.
	Options any
	// MaxAge is after how many days an export is stale.
	MaxAge int
}

// Security is how a connection to a mail server is protected.
type Security string

// The ways. StartTLS fails where the server does not offer it.
const (
	StartTLS Security = "starttls"
	TLS      Security = "tls"
	Clear    Security = "none"
)

// Mail is how mail is sent.
type Mail struct {
	// Server is host:port.
	Server   string
	Security Security
	Username string
	Password secret.Ref
	From     mail.Address
	// Allow are recipients who need not be on the roster.
	Allow []string
	// Auth is auto, plain, login or xoauth2.
	Auth string
	// CA is a file of certificates that are trusted besides the system's, "" for none.
	CA string
	// DKIM is nil where mails are not signed here.
	DKIM *DKIM
}

// DKIM is how mails are signed.
type DKIM struct {
	Domain, Selector string
	// Key is where the private key is kept.
	Key secret.Ref
}

// Report is a mail to be sent.
type Report struct {
	Pos yaml.Pos
	To  []string
	// Owners: each owner of a target gets their part.
	Owners bool
	// When is findings, changes, always, daily, weekly, monthly, quarterly or yearly.
	When string
	// Name is which report, "night" for the run's own.
	Name   string
	Attach []string
	// Confidential reports show who is leaving.
	Confidential bool
}

// Day is the date at a time where a person works, by the time zone of their location; nil is the company.
func (c *Config) Day(at time.Time, p *access.Person) access.Date {
	if p != nil {
		for _, location := range p.Attributes.Location {
			if zone, known := c.Zones[fold.Text(location)]; known {
				return access.DayOf(at.In(zone))
			}
		}
	}
	return access.DayOf(at.In(c.Timezone))
}
