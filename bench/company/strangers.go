package company

import "slices"

// strangers plants accounts of nobody known: human, some with an employee number, some suspended; guests; bots.
func (l *planter) strangers() {
	for i := range l.share(900) {
		a := l.blank("Stranger " + l.word())
		a.Login = "stranger" + l.word()
		a.Email = a.Login + "@mail.example"
		if i%5 == 1 && l.app.employee {
			a.EmployeeID = "z" + l.word()
		}
		if i%5 == 2 {
			a.Status = "suspended"
		}
		if a.Status == "active" {
			l.found("orphaned", "unknown")
		}
		l.add(a)
	}
	if l.app.guests {
		for range l.share(2000) {
			a := l.blank("Guest " + l.word())
			a.Kind, a.Login = "guest", "guest"+l.word()
			a.Email = a.Login + "@freelance.example"
			l.found("orphaned", "guest")
			l.add(a)
		}
	}
	if l.app.bots {
		for range l.share(5000) {
			a := l.bot()
			l.found("orphaned", "unregistered-service-account")
			l.add(a)
		}
	}
}

func (l *planter) bot() *Account {
	a := l.blank("Bot " + l.word())
	a.Kind, a.Login, a.MFA = "bot", "bot-"+l.word(), ""
	if !l.app.login {
		a.Email = a.Login + "@bots.example"
	}
	return a
}

// disputes plants accounts whose employee number and address name two people.
func (l *planter) disputes() {
	if !l.app.employee || len(l.settled) < 2 {
		return
	}
	for range l.share(1500) {
		one := &l.People[l.settled[l.rng.IntN(len(l.settled))]]
		other := &l.People[l.settled[l.rng.IntN(len(l.settled))]]
		if one == other {
			continue
		}
		a := l.blank(other.Name)
		a.EmployeeID, a.Email, a.Login = one.ID, other.Email, "second"+l.word()
		l.add(a)
		l.found("disputed", "")
	}
}

// outsiders plants guests of clients who are registered: in order, past their date, or without their sponsor.
func (l *planter) outsiders() {
	if !l.app.guests {
		return
	}
	l.outside("client.example", 500, l.People[0].ID, 300, "")
	l.outside("oldclient.example", 4000, l.People[0].ID, -10, "review-due")
	if gone := l.leaver(); gone != "" {
		l.outside("formerclient.example", 4000, gone, 300, "owner-left")
	}
}

func (l *planter) outside(domain string, people int, sponsor string, days int, cause string) {
	l.Externals = append(l.Externals, External{
		App: l.app.Name, Account: "*@" + domain, Sponsor: sponsor, Until: AsOf().Plus(days),
	})
	for range l.share(people) {
		a := l.blank("Client " + l.word())
		a.Kind, a.Login = "guest", "client"+l.word()
		a.Email = a.Login + "@" + domain
		if cause != "" {
			l.found("orphaned", cause)
		}
		l.add(a)
	}
}

// services plants bots that are registered: in order, due for review, or without their owner.
func (l *planter) services() {
	if !l.app.bots {
		return
	}
	for range l.share(5000) {
		l.service(l.People[0].ID, 100, "")
	}
	l.service(l.People[0].ID, -5, "review-due")
	if gone := l.leaver(); gone != "" {
		l.service(gone, 100, "owner-left")
	}
}

func (l *planter) service(owner string, days int, cause string) {
	a := l.bot()
	l.Services = append(l.Services, Service{App: l.app.Name, Account: a.ID, Owner: owner, ReviewBy: AsOf().Plus(days)})
	a.Entitlements = slices.Clone(l.app.free[:1])
	if cause != "" {
		l.found("orphaned", cause)
	}
	l.add(a)
}

// leaver returns the id of somebody who left, "" if nobody did.
func (l *planter) leaver() string {
	i := slices.IndexFunc(l.People, func(p Person) bool { return p.state == left })
	if i < 0 {
		return ""
	}
	return l.People[i].ID
}
