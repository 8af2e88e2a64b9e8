package config

import (
	"math"
	"net/mail"
	"regexp"
	"strconv"
	"strings"
	"time"

	"reconcile/internal/judge"
	"reconcile/internal/option"
	"reconcile/internal/yaml"
)

// count is a whole number that is not negative.
type count int

// maxCount keeps sums and products of counts far from overflow.
const maxCount = 1_000_000_000

func (c *count) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	i, err := strconv.ParseUint(n.Text(), 10, 32)
	if err != nil || i > maxCount {
		n.Expected("a whole number, not negative", errs)
		return
	}
	*c = count(i)
}

func (count) OptionShape() option.Shape { return option.Shape{Form: option.Integer} }

// share is a part of a whole, 0 to 1, written 10% or 0.1.
type share float64

func (s *share) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	text, percent := strings.CutSuffix(n.Text(), "%")
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if percent {
		f /= 100
	}
	if err != nil || !(f >= 0 && f <= 1) {
		n.Expected("a share such as 10% or 0.1", errs)
		return
	}
	*s = share(f)
}

func (share) OptionShape() option.Shape {
	return option.Shape{Form: option.NumberOrText, Type: "share", Pattern: `^\d+(\.\d+)? ?%$`}
}

// money is an amount per month, written "21 USD/month" or "252 USD/year".
type money judge.Money

var amount = regexp.MustCompile(`^(\d{1,9})(?:\.(\d{1,2}))? ([A-Z]{3})/(month|year)$`)

func (m *money) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	parts := amount.FindStringSubmatch(n.Text())
	if parts == nil {
		n.Expected("an amount such as 21 USD/month or 199.50 EUR/year", errs)
		return
	}
	cents, err := strconv.ParseInt(parts[1]+(parts[2] + "00")[:2], 10, 64)
	if err != nil {
		n.Expected("an amount such as 21 USD/month", errs)
		return
	}
	if parts[4] == "year" {
		cents = int64(math.Round(float64(cents) / 12))
	}
	*m = money{Cents: cents, Currency: parts[3]}
}

func (money) OptionShape() option.Shape {
	return option.Shape{Form: option.Text, Type: "amount", Pattern: `^\d{1,9}(\.\d{1,2})? [A-Z]{3}/(month|year)$`}
}

// months is a long time, written "24 months" or "2 years".
type months int

var span = regexp.MustCompile(`^(\d{1,4}) (month|year)s?$`)

func (m *months) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	parts := span.FindStringSubmatch(n.Text())
	if parts == nil || strings.Trim(parts[1], "0") == "" {
		n.Expected("a time such as 24 months or 2 years", errs)
		return
	}
	number, _ := strconv.Atoi(parts[1])
	if parts[2] == "year" {
		number *= 12
	}
	*m = months(number)
}

func (months) OptionShape() option.Shape {
	return option.Shape{Form: option.Text, Type: "months", Pattern: `^\d{1,4} (month|year)s?$`}
}

// address is a mail address without a name.
type address string

func (a *address) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	parsed, ok := parseAddress(n)
	if !ok || parsed.Name != "" || parsed.Address != n.Text() {
		n.Expected("a mail address such as it@acme.example", errs)
		return
	}
	*a = address(parsed.Address)
}

func (address) OptionShape() option.Shape {
	return option.Shape{Form: option.Text, Type: "mail address", Pattern: `^[^@\s]+@[^@\s]+$`}
}

// sender is a mail address that may have a name.
type sender mail.Address

func (s *sender) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	parsed, ok := parseAddress(n)
	if !ok {
		n.Expected("a sender such as Access audit <reconcile@acme.example>", errs)
		return
	}
	*s = sender(*parsed)
}

func (sender) OptionShape() option.Shape {
	return option.Shape{Form: option.Text, Type: "mail address with a name", Pattern: `@`}
}

// The longest parts of an address, RFC 5321 section 4.5.3.1: no mail can be made for longer ones, nor for others beside them.
const (
	longestLocal   = 64
	longestAddress = 254
)

// parseAddress reads one address as RFC 5322 has it; line breaks, which could begin another header, are refused.
func parseAddress(n *yaml.Node) (*mail.Address, bool) {
	if n.Kind() != yaml.Scalar || strings.ContainsAny(n.Text(), "\r\n") {
		return nil, false
	}
	parsed, err := mail.ParseAddress(n.Text())
	if err != nil || len(parsed.Address) > longestAddress || strings.LastIndexByte(parsed.Address, '@') > longestLocal {
		return nil, false
	}
	return parsed, true
}

// zone is a time zone of the IANA database.
type zone struct{ *time.Location }

func (z *zone) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	location, err := time.LoadLocation(n.Text())
	if n.Kind() != yaml.Scalar || n.Text() == "" || err != nil {
		n.Expected("a time zone such as Europe/Madrid", errs)
		return
	}
	z.Location = location
}

func (zone) OptionShape() option.Shape { return option.Shape{Form: option.Text, Type: "time zone"} }
