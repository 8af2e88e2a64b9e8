package rules

import (
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/yaml"
)

func serviceKinds() []string { return []string{"bot", "shared mailbox", "resource", access.BreakGlass} }

func (b *builder) service(e *serviceEntry) {
	if !b.target(e.Target, e.At) {
		return
	}
	known := false
	for _, k := range serviceKinds() {
		known = known || k == e.Kind
	}
	if !known && e.Kind != "" {
		b.errs.Add(e.At, "`kind` of a service account is bot, shared mailbox, resource or break-glass, not %q%s",
			fold.Clean(e.Kind), yaml.Suggest(e.Kind, serviceKinds()))
	}
	if strings.ContainsAny(e.Account, "*?") {
		b.errs.Add(e.At, "a service account is named exactly, without * or ?: %q", fold.Clean(e.Account))
	}
	b.once(e.Target, e.Account, e.At)
	b.policy.Known.Services = append(b.policy.Known.Services, access.ServiceAccount{
		Target: e.Target, Account: e.Account, Kind: e.Kind, Owner: e.Owner, Purpose: e.Purpose,
		ReviewBy: e.ReviewBy, At: at(e.At),
	})
}

func (b *builder) external(e *externalEntry) {
	if !b.target(e.Target, e.At) {
		return
	}
	if _, err := fold.CompileKeyGlob(e.Account); err != nil {
		b.errs.Add(e.At, "`account`: %v", err)
	}
	if strings.Trim(e.Account, "*? ") == "" && e.Account != "" {
		b.errs.Add(e.At, "%q would cover every account of %s: name the client's domain", fold.Clean(e.Account), e.Target)
	}
	b.checkKeys(e.Access, e.At)
	b.policy.Known.Externals = append(b.policy.Known.Externals, access.External{
		Target: e.Target, Account: e.Account, Sponsor: e.Sponsor, Purpose: e.Purpose, Access: e.Access,
		Until: e.Until, At: at(e.At),
	})
}

func (b *builder) identity(e *identityEntry) {
	if !b.target(e.Target, e.At) {
		return
	}
	role := access.Primary
	switch e.Kind {
	case "", "primary":
	case "admin":
		role = access.Admin
	case "test":
		role = access.Test
	default:
		b.errs.Add(e.At, "`kind` of an identity is primary, admin or test, not %q%s", fold.Clean(e.Kind),
			yaml.Suggest(e.Kind, []string{"primary", "admin", "test"}))
	}
	if role == access.Primary && len(e.Access) > 0 {
		b.errs.Add(e.At, "`access` is for admin and test accounts: a primary account has what rules and exceptions give")
	}
	b.checkKeys(e.Access, e.At)
	b.once(e.Target, e.Account, e.At)
	b.policy.Known.Identities = append(b.policy.Known.Identities, access.Identity{
		Person: e.Person, Target: e.Target, Account: e.Account, Role: role, Access: e.Access, At: at(e.At),
	})
}

// once refuses a second entry for the same account: two entries that decide alone cannot both.
func (b *builder) once(target, account string, pos yaml.Pos) {
	key := target + "\x00" + fold.Key(account)
	if first, twice := b.accounts[key]; twice {
		b.errs.Add(pos, "the account %q of %s has an entry already at %s", fold.Clean(account), target, first)
	}
	b.accounts[key] = pos
}

func (b *builder) checkKeys(keys []string, pos yaml.Pos) {
	for _, key := range keys {
		if _, ok := access.ParseEntitlement(strings.TrimSpace(key), nil); !ok {
			b.errs.Add(pos, "%q is no access: write `account` or `type:name`", fold.Clean(key))
		}
	}
}
