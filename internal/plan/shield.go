package plan

import (
	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// shield is what of a target is never to be touched.
type shield struct {
	globs []fold.Glob
	// broken is a pattern that can't be understood: nobody knows what it was to protect.
	broken string
	// services are the registered service accounts by folded id, login or e-mail; entries are the places of all of them.
	services map[string]string
	entries  map[string]bool
}

func (p *planner) shields() map[string]*shield {
	shields := make(map[string]*shield, len(p.Targets))
	for i := range p.Targets {
		s := &shield{services: map[string]string{}, entries: map[string]bool{}}
		for _, pattern := range p.settings[p.Targets[i].Name].Protect {
			if glob, err := fold.CompileKeyGlob(pattern); err == nil {
				s.globs = append(s.globs, glob)
			} else {
				s.broken = pattern
			}
		}
		shields[p.Targets[i].Name] = s
	}
	if p.Known == nil {
		return shields
	}
	for i := range p.Known.Services {
		service := &p.Known.Services[i]
		if s := shields[service.Target]; s != nil {
			s.services[fold.Key(service.Account)], s.entries[service.At] = service.At, true
		}
	}
	return shields
}

// protect refuses to touch protected accounts. A glob never covers a leaver: it was written for others.
func (s *shield) protect(d *draft) {
	if d.Account == nil {
		return
	}
	names := []string{d.Account.ID, d.Account.Login, d.Account.Email}
	if s.broken != "" {
		d.block(access.GuardProtected, "`protect: [%s]` of %s can't be understood, so nothing there is safe to touch: mend it",
			s.broken, d.Target)
	}
	if pattern := s.covers(names, d.Leaver); pattern != "" {
		d.block(access.GuardProtected, "`protect: [%s]` of %s covers it: change it by hand", pattern, d.Target)
	}
	if at := s.service(names, d.finding); at != "" {
		d.block(access.GuardProtected, "it is a registered service account (%s): change it by hand", at)
	}
}

// covers returns the first pattern that fits any of the names, "" if none does.
func (s *shield) covers(names []string, leaver bool) string {
	for _, glob := range s.globs {
		if leaver && !glob.IsLiteral() {
			continue
		}
		for _, name := range names {
			if glob.Match(name) {
				return glob.String()
			}
		}
	}
	return ""
}

// service returns where an account is registered as a service account, "" if it is not. It may be registered by another
// of its addresses than the finding names; the finding's rule tells then.
func (s *shield) service(names []string, f *access.Finding) string {
	for _, name := range names {
		if at, ok := s.services[fold.Key(name)]; ok {
			return at
		}
	}
	if (f.Cause == access.CauseOwnerLeft || f.Cause == access.CauseReviewDue) && s.entries[f.Evidence.Rule] {
		return f.Evidence.Rule
	}
	return ""
}
