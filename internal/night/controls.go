package night

import (
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/plan"
)

// controls are the settings that change what is done and who is told, by name, as text: what changed in them since the last
// run is in the report.
func (n *night) controls() map[string]string {
	c := map[string]string{"program": n.Version, "scope": n.scope()}
	set := func(name string, value any, unset string) {
		if text := fmt.Sprint(value); text != unset {
			c[name] = text
		}
	}
	judged, planned := &n.cfg.Judge, &n.cfg.Plan
	set("policy: joiner_lead", days(judged.Standing.JoinerLead), "1d")
	set("policy: leaver_grace", days(judged.Standing.LeaverGrace), "0d")
	set("policy: mover_grace", days(judged.MoverGrace), "0d")
	set("policy: confirm_after", planned.ConfirmAfter, "1")
	set("policy: date_only", choice(planned.DateOnly, "apply", "report"), "report")
	set("policy: leave", choice(judged.SuspendOnLeave, "suspend", "keep"), "keep")
	set("policy: limits", limits(planned.Run), limits(plan.DefaultRunLimits()))
	for _, t := range n.cfg.Targets {
		p, j := planned.Targets[t.Name], judged.Targets[t.Name]
		name := "target " + t.Name + ": "
		c[name+"kind"] = t.Kind.Info.Kind
		set(name+"fix", p.Fix, plan.Fix{}.String())
		set(name+"limits", limits(p.Limits), limits(plan.DefaultTargetLimits()))
		set(name+"min_admins", p.MinAdmins, fmt.Sprint(plan.DefaultMinAdmins))
		set(name+"protect", list(p.Protect), "")
		set(name+"privileged", list(j.Privileged), "")
		set(name+"govern", list(j.Govern), "")
		set(name+"remove", choice(p.RemoveAllowed, "allow", "manual"), "manual")
		set(name+"credential_of", p.CredentialOf, "")
		set(name+"criticality", j.Criticality, access.Medium.String())
		set(name+"owner", j.Owner, "")
	}
	n.known(c)
	n.recipients(c)
	return c
}

// known are the entries of the rules that except access, each a setting of its own.
func (n *night) known(c map[string]string) {
	rules := n.cfg.Rules
	for i := range rules.Exceptions {
		e := &rules.Exceptions[i]
		for _, g := range e.Grants {
			c["exception: "+e.Person+" "+g.Target+" "+g.Key] = fmt.Sprintf("until %s, %s, approved by %s", e.Until, e.Reason, e.ApprovedBy)
		}
	}
	for i := range rules.Known.Services {
		s := &rules.Known.Services[i]
		c["service account: "+s.Target+" "+s.Account] = fmt.Sprintf("%s, owner %s, %s, review by %s", s.Kind, s.Owner, s.Purpose,
			s.ReviewBy)
	}
	for i := range rules.Known.Externals {
		x := &rules.Known.Externals[i]
		c["external: "+x.Target+" "+x.Account] = fmt.Sprintf("sponsor %s, %s, %s, until %s", x.Sponsor, x.Purpose, list(x.Access),
			x.Until)
	}
	for i := range rules.Known.Identities {
		x := &rules.Known.Identities[i]
		c["identity: "+x.Target+" "+x.Account] = fmt.Sprintf("%s, %s, %s", x.Person, x.Role, list(x.Access))
	}
	for i := range rules.Releases {
		r := &rules.Releases[i]
		c["release: "+r.Target+" "+r.Key] = r.Reason
	}
}

// recipients are who is mailed what.
func (n *night) recipients(c map[string]string) {
	if n.cfg.Mail != nil {
		c["mail: from"] = n.cfg.Mail.From.Address
		c["mail: server"] = n.cfg.Mail.Server + ", " + string(n.cfg.Mail.Security)
		if len(n.cfg.Mail.Allow) > 0 {
			c["mail: allow"] = list(n.cfg.Mail.Allow)
		}
	}
	for i := range n.cfg.Reports {
		r := &n.cfg.Reports[i]
		to := slices.Clone(r.To)
		if r.Owners {
			to = append(to, "owners")
		}
		c[fmt.Sprintf("report %d", i+1)] = fmt.Sprintf("%s, %s, to %s, attached %s, %s", r.Name, r.When, list(to), list(r.Attach),
			choice(r.Confidential, "confidential", "without people who are leaving"))
	}
}

func days(n int) string { return fmt.Sprintf("%dd", n) }

func choice(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

func list(items []string) string { return strings.Join(items, ", ") }

func limits(l plan.Limits) string {
	return fmt.Sprintf("removals %d and %.4g %%, leavers %d, additions %d and %.4g %%", l.Removals, 100*l.RemovalShare, l.Leavers,
		l.Additions, 100*l.AdditionShare)
}
