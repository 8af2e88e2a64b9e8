package github

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/rest"
)

// failedInvitations is the facet of invitations by which nobody came in.
const failedInvitations = "failed invitations"

// failure is an invitation that failed. It is no access, and so no account.
type failure struct {
	ID    rest.ID `json:"id"`
	Login string  `json:"login"`
	Email string  `json:"email"`
	// FailedAt is no time where GitHub does not know it.
	FailedAt string `json:"failed_at"`
	Reason   string `json:"failed_reason"`
}

// failures reads the invitations that failed, where there are invitations at all.
func (r *reader) failures(ctx context.Context, o *organization) error {
	if why := o.lacks[access.FacetInvitations]; why != "" {
		o.lacks[failedInvitations] = why
		return nil
	}
	id := func(f *failure) string { return string(f.ID) }
	var err error
	o.failures, err = list(ctx, r, r.beside("list failed invitations", "failed_invitations"), whole[failure], id)
	const (
		absent    = "GitHub has no list of failed invitations here"
		forbidden = "the credential may not list failed invitations"
	)
	if why := lacking(err, absent, forbidden); why != "" {
		o.lacks[failedInvitations] = why
		return nil
	}
	return err
}

// mostFailures is how many failed invitations a remark names.
const mostFailures = 5

// failed tells of invitations that failed, the last first, but for those of accounts that are there by now: "" if there are
// none.
func (o *organization) failed(accounts []access.Account) string {
	there := map[string]bool{}
	for i := range accounts {
		there[fold.Key(accounts[i].Login)] = true
		for _, e := range accounts[i].Emails {
			there[fold.Key(e.Address)] = true
		}
	}
	delete(there, "")
	left := slices.DeleteFunc(slices.Clone(o.failures), func(f failure) bool {
		return there[fold.Key(f.Login)] || there[fold.Key(f.Email)]
	})
	slices.SortFunc(left, func(a, b failure) int {
		return cmp.Or(cmp.Compare(b.FailedAt, a.FailedAt), cmp.Compare(a.ID, b.ID))
	})
	var names []string
	for i := range left[:min(len(left), mostFailures)] {
		names = append(names, left[i].text())
	}
	if more := len(left) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	what := "invitations"
	switch len(left) {
	case 0:
		return ""
	case 1:
		what = "invitation"
	}
	return fold.Clean(fmt.Sprintf("%d %s failed: %s", len(left), what, strings.Join(names, ", ")))
}

// text names who was invited, and why it failed.
func (f *failure) text() string {
	who := cmp.Or(f.Login, f.Email, "number "+string(f.ID))
	if f.Reason == "" {
		return who
	}
	return who + " (" + strings.ToLower(strings.TrimSuffix(f.Reason, ".")) + ")"
}
