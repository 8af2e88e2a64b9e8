package github

import (
	"cmp"
	"context"
	"encoding/json"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/rest"
)

// licenceFacet is the facet of who takes a licence of the enterprise.
const licenceFacet = "licences"

// licence is somebody who takes a licence of the enterprise. It has no number of the account: logins tell whose it is.
type licence struct {
	Login  string `json:"github_com_login"`
	Name   string `json:"github_com_name"`
	Emails texts  `json:"github_com_verified_domain_emails"`
	NameID string `json:"github_com_saml_name_id"`
	// ServerIDs are accounts on connected servers, Subscription the address of a licence that comes with Visual Studio: people
	// may take a licence without an account at GitHub.
	ServerIDs    texts  `json:"enterprise_server_user_ids"`
	Subscription string `json:"visual_studio_subscription_email"`
	// row is its place in the list.
	row int
}

// texts is a list of texts, which GitHub may write as an empty text.
type texts []string

// UnmarshalJSON implements json.Unmarshaler.
func (t *texts) UnmarshalJSON(text []byte) error {
	if string(text) == `""` {
		*t = nil
		return nil
	}
	return json.Unmarshal(text, (*[]string)(t))
}

// id tells licences apart, by their place where nothing else does.
func (l *licence) id() string {
	place := ""
	if l.row > 0 {
		place = "row " + strconv.Itoa(l.row)
	}
	return cmp.Or(fold.Key(l.Login), strings.Join(l.ServerIDs, " "), l.Subscription, place)
}

// addresses returns those of verified domains, and the NameID where it is one.
func (l *licence) addresses() []string {
	list := slices.Clone([]string(l.Emails))
	if a, err := mail.ParseAddress(l.NameID); err == nil && a.Address == l.NameID {
		list = append(list, l.NameID)
	}
	return list
}

// licences reads who takes a licence of the enterprise, where one is named.
func (r *reader) licences(ctx context.Context, o *organization) error {
	if r.enterprise == "" {
		return nil
	}
	type page struct {
		Users *[]licence `json:"users"`
	}
	n := 0
	rows := func(p *page) []licence {
		if p.Users == nil {
			return []licence{{}} // no list: refused for its lack of an id
		}
		for i := range *p.Users {
			n++
			(*p.Users)[i].row = n
		}
		return *p.Users
	}
	call := rest.Call{Operation: "list licences", Path: rest.Path("enterprises", r.enterprise, "consumed-licenses")}
	all, err := list(ctx, r, call, rows, (*licence).id)
	const hidden = "GitHub shows the enterprise's licences to the token of one of its admins alone, with read:enterprise"
	why := lacking(err, hidden, hidden)
	if err != nil && why == "" {
		return err
	}
	if o.lacks[licenceFacet] = why; why != "" {
		return nil
	}
	o.licences = map[string]*licence{}
	for i := range all {
		if login := fold.Key(all[i].Login); login != "" {
			o.licences[login] = &all[i]
		}
	}
	return nil
}

// licences says of members and guests whether they take a licence, and adds what it tells of them.
func (b *builder) licences() {
	if b.org.licences == nil {
		return
	}
	for _, a := range b.accounts {
		if a.Status == access.Invited || a.Kind == access.Bot {
			continue
		}
		l := b.org.licences[fold.Key(a.Login)]
		if a.Seat = access.TriOf(l != nil); l == nil {
			continue
		}
		a.Name = cmp.Or(a.Name, l.Name)
		a.Emails = withAddresses(a.Emails, l.addresses())
	}
}
