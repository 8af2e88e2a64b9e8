package company

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"reconcile/internal/access"
)

// App is an app and its member export.
type App struct {
	Name string
	// DormantAfter is the number of days without use that the configuration tolerates, 0 for any.
	DormantAfter int
	Accounts     []Account

	form idForm
	// What the app lists of an account.
	login, name, employee, created, activity, mfa bool
	// hidden is how many of a thousand accounts keep their e-mail to themselves.
	hidden int
	// free are entitlements that no rule names, held by loose of a thousand accounts.
	free  []string
	loose int
	// guests, bots: the app has accounts of such kinds.
	guests, bots bool
}

// Account is a row of a member export.
type Account struct {
	ID, Login, Email, Name, Status, Kind, EmployeeID string
	Created, LastActive                              access.Date
	MFA                                              string
	Entitlements                                     []string
}

// idForm is how an app's ids look.
type idForm uint8

const (
	number idForm = iota
	longNumber
	hexadecimal
	slackForm
)

// ids makes distinct ids of one form.
type ids struct {
	form   idForm
	serial uint64
}

func (x *ids) next(rng *rand.Rand) string {
	x.serial += 1 + rng.Uint64N(89)
	switch x.form {
	case longNumber:
		return fmt.Sprintf("1%011d%09d", x.serial, rng.IntN(1e9))
	case hexadecimal:
		return fmt.Sprintf("%08x%016x", 0x5e000000+rng.Uint32N(1<<24), mix(x.serial))
	case slackForm:
		return fmt.Sprintf("U0%07X", x.serial+0x1000000)
	default:
		return strconv.FormatUint(1_000_000+x.serial, 10)
	}
}

// mix is a bijection that looks random (the finalizer of SplitMix64).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// firstApps are the apps of every company.
func firstApps() []App {
	return []App{
		{
			Name: "google", form: longNumber, name: true, employee: true, activity: true, mfa: true,
			free: []string{"group:chess@" + Domain, "group:parents@" + Domain, "group:running@" + Domain}, loose: 50,
		},
		{
			Name: "slack", form: slackForm, login: true, guests: true, bots: true,
			free: []string{"usergroup:on-call", "usergroup:social"}, loose: 50,
		},
		{
			Name: "jira", form: hexadecimal, activity: true, bots: true, DormantAfter: 90,
			free: []string{"group:pilot", "group:beta"}, loose: 50,
		},
		{
			Name: "github", form: number, login: true, employee: true, mfa: true, hidden: 400, guests: true, bots: true,
			free: []string{"team:docs", "team:guild-go", "team:guild-web"}, loose: 400,
		},
		{Name: "gitlab", form: number, login: true, created: true, bots: true, free: []string{"group:sandbox"}, loose: 200},
		{Name: "notion", form: hexadecimal, free: []string{"teamspace:book-club", "teamspace:wellbeing"}, loose: 100},
		{
			Name: "figma", form: longNumber, activity: true, guests: true, DormantAfter: 90,
			free: []string{"team:sandbox"}, loose: 100,
		},
		{Name: "trello", form: hexadecimal, login: true, free: []string{"board:party", "board:garden"}, loose: 150},
	}
}

// moreApps are those of a company with thirteen.
func moreApps() []App {
	return []App{
		{Name: "pipedrive", form: number, name: true, activity: true},
		{Name: "miro", form: longNumber, activity: true, DormantAfter: 90},
		{Name: "asana", form: longNumber, name: true},
		{Name: "invision", form: number},
		{Name: "zoom", form: hexadecimal, name: true, activity: true},
	}
}
