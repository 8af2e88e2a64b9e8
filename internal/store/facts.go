package store

import (
	"encoding/hex"
	"encoding/json"
	"hash"

	"reconcile/internal/access"
)

// accountFacts are the facts of an account that have no column of their own.
type accountFacts struct {
	// Emails are the further addresses, Verified what is known of each address, the first one too.
	Emails     []string     `json:"emails,omitempty"`
	Verified   []access.Tri `json:"verified,omitempty"`
	EmployeeID string       `json:"employee_id,omitempty"`
	MFA        string       `json:"mfa,omitempty"`
	Reopenable bool         `json:"reopenable,omitempty"`
	Created    string       `json:"created,omitempty"`
	Suspended  string       `json:"suspended,omitempty"`
}

// appendFacts adds the facts of an account that have no column, as JSON; nothing where there are none. The few facts that
// most accounts have are written without the detour.
func appendFacts(b []byte, a *access.Account) []byte {
	plain := len(a.Emails) <= 1 && (len(a.Emails) == 0 || a.Emails[0].Verified == access.Unknown)
	if plain && a.EmployeeID == "" && !a.Reopenable && a.Suspended == 0 {
		if a.MFA == access.Unknown && a.Created == 0 {
			return b
		}
		b = append(b, '{')
		if a.MFA != access.Unknown {
			b = append(b, `"mfa":"`+a.MFA.String()+`"`...)
		}
		if a.Created != 0 {
			if a.MFA != access.Unknown {
				b = append(b, ',')
			}
			b = append(b, `"created":"`...)
			b = append(a.Created.Append(b), '"')
		}
		return append(b, '}')
	}
	f := accountFacts{
		EmployeeID: a.EmployeeID, Reopenable: a.Reopenable, Created: a.Created.String(), Suspended: a.Suspended.String(),
	}
	if a.MFA != access.Unknown {
		f.MFA = a.MFA.String()
	}
	known := false
	for i, e := range a.Emails {
		if i > 0 {
			f.Emails = append(f.Emails, e.Address)
		}
		f.Verified = append(f.Verified, e.Verified)
		known = known || e.Verified != access.Unknown
	}
	if !known {
		f.Verified = nil
	}
	text, _ := json.Marshal(&f) // texts, dates and truths can all be written
	return append(b, text...)
}

// hexOf is a hash in hexadecimal.
func hexOf(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }
