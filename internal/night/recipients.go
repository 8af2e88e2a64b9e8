package night

import (
	"maps"
	"slices"

	"reconcile/internal/access"
	"reconcile/internal/recipients"
)

// refusedRecipients are findings on those whom reports would be mailed to and may not: they get none.
func (n *night) refusedRecipients() []access.Finding {
	if n.cfg.Mail == nil || n.limited() {
		return nil
	}
	book := recipients.NewBook(n.roster.People, n.standings, n.cfg.Mail.Allow, n.cfg.DomainAliases)
	places := map[string]string{}
	for i := range n.cfg.Reports {
		r := &n.cfg.Reports[i]
		for _, to := range r.To {
			places[to] = r.Pos.String()
		}
		if r.Owners {
			for _, t := range n.cfg.Targets {
				if owner := n.cfg.Judge.Targets[t.Name].Owner; owner != "" {
					places[owner] = t.Pos.String()
				}
			}
		}
	}
	var findings []access.Finding
	for _, to := range slices.Sorted(maps.Keys(places)) {
		_, why := book.Find(to)
		if why == "" {
			continue
		}
		f := access.Finding{
			Verdict: access.RefusedRecipient, Severity: access.Critical, Entitlement: "mail:" + to, EntitlementID: "mail:" + to,
			Reason:      "Reports would be mailed to " + to + ", and are not: " + why + ".",
			Action:      "name somebody who works here, or allow the address under `mail: {allow: [...]}`",
			Evidence:    access.Evidence{Rule: places[to]},
			Fingerprint: access.Fingerprint(access.RefusedRecipient, "", to, "mail"),
		}
		n.judge.Known(&f)
		findings = append(findings, f)
	}
	return findings
}
