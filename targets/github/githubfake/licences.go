package githubfake

import "net/http"

// licensed is a member whose address is told with the licence alone.
const licensed = "gil"

// licences lists the members, who all take a licence, and somebody who takes one on a connected server.
func (a *app) licences(w http.ResponseWriter, r *http.Request) {
	rows := []any{object{"github_com_login": "", "enterprise_server_user_ids": []string{"server:7"}, "license_type": "enterprise"}}
	for _, m := range a.visible() {
		verified := []string{}
		if address := m.Email(); address != "" {
			verified = append(verified, address)
		}
		rows = append(rows, object{
			"github_com_login": m.Login, "github_com_name": m.Name, "github_com_user": true, "license_type": "enterprise",
			"github_com_verified_domain_emails": verified, "github_com_saml_name_id": m.ID, "github_com_two_factor_auth": nil,
			"github_com_member_roles": []string{org + ":Member"}, "enterprise_server_user_ids": []string{}, "total_user_accounts": 1,
		})
	}
	page, next := a.cut(r, rows)
	link(w, r, next)
	answer(w, object{"total_seats_consumed": len(rows), "total_seats_purchased": len(rows) + 5, "users": page})
}
