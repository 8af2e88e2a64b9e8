package access

// State is what a person is to the company on a date.
type State uint8

// The states. Quarantined people have none that could be relied upon.
const (
	Active State = iota
	Joining
	Away
	Left
	Quarantined
)

// String returns the state's name.
func (s State) String() string {
	switch s {
	case Active:
		return "active"
	case Joining:
		return "joining"
	case Away:
		return "on leave"
	case Left:
		return "left"
	default:
		return "quarantined"
	}
}

// Basis says on what a person counts as left.
type Basis string

// The bases.
const (
	BasisTerminated Basis = "terminated"
	BasisDate       Basis = "date only"
	BasisNeverCame  Basis = "never came"
	BasisBetween    Basis = "between two employments"
	BasisVanished   Basis = "absent from the roster"
)

// Standing is a person's state on a date with what follows from it.
type Standing struct {
	State State
	// Today is the date of judgement where the person works.
	Today Date
	// Basis is the ground on which somebody has left, or would have but for the grace. Since is for who has left the first
	// day after the last working day, no date where the roster has no end date.
	Basis Basis
	Since Date
	// Due: what is due to the person is due today: active, away and, from `joiner_lead` before the start, joining.
	Due bool
	// Leaving: terminated, and still working until the end date. It is confidential.
	Leaving bool
	// Grace: the end date has passed and `leaver_grace` has not; privileged access has ended.
	Grace bool
	// Joiner: the start lies ahead or at most 30 days back.
	Joiner bool
}

// StandingPolicy holds the day counts of the policy that a state depends on.
type StandingPolicy struct {
	// JoinerLead is how many days before the start date access is due.
	JoinerLead int
	// LeaverGrace is for how many days after the last working day unprivileged access stays due.
	LeaverGrace int
}

// joinerDays is for how long after the start date a person counts as a joiner.
const joinerDays = 30

// Stand judges a person's state on a date. The first rule that fits decides.
func Stand(p *Person, today Date, policy StandingPolicy) Standing {
	s := Standing{Today: today, Joiner: p.Start != 0 && today <= p.Start.Plus(joinerDays)}
	if p.Quarantine != "" {
		s.State = Quarantined
		return s
	}
	terminated := p.Employment == Terminated
	ended := p.End.Before(today)
	ahead := p.Start.After(today)
	soon := ahead && today >= p.Start.Plus(-policy.JoinerLead)
	var basis Basis
	switch {
	case ended && ahead && soon:
		s.State, s.Due = Joining, true
		return s
	case ended && ahead:
		basis = BasisBetween
	case terminated && ahead:
		basis = BasisNeverCame
	case terminated && (ended || p.End == 0):
		basis = BasisTerminated
	case ended && !p.Start.After(p.End):
		basis = BasisDate
	case ahead:
		s.State, s.Due = Joining, soon
		return s
	}
	s.Basis = basis
	s.Grace = basis != "" && ended && today <= p.End.Plus(policy.LeaverGrace)
	if basis != "" && !s.Grace {
		s.State, s.Joiner = Left, false
		if ended {
			s.Since = p.End.Plus(1)
		}
		return s
	}
	s.State, s.Due = Active, true
	if p.Employment == OnLeave {
		s.State = Away
	}
	s.Leaving = terminated && !s.Grace
	return s
}
