package bamboohr

import (
	"context"
	"errors"
	"net/url"
	"time"

	"reconcile/internal/rest"
	"reconcile/internal/secret"
)

// accessToken turns a refresh token into tokens, each good for an hour.
// See documentation.bamboohr.com, "Authentication", and RFC 6749, section 6.
func accessToken(env rest.Env, o *OAuthOptions, config rest.Config) (rest.Source, error) {
	config.Auth = nil
	client, err := rest.New(env, config)
	if err != nil {
		return nil, err
	}
	key, refresh := rest.Reference(o.ClientSecret, env.Dir), rest.Reference(o.RefreshToken, env.Dir)
	id := o.ClientID
	return rest.Expiring(env.Now, func(ctx context.Context) (none secret.String, _ time.Time, _ error) {
		now := env.Now()
		clientSecret, err := key(ctx)
		if err != nil {
			return none, now, err
		}
		token, err := refresh(ctx)
		if err != nil {
			return none, now, err
		}
		var got struct {
			AccessToken  string `json:"access_token"`
			RefreshToken string `json:"refresh_token"`
			ExpiresIn    int    `json:"expires_in"`
		}
		// a token is made, and nothing in the company is changed
		session := client.Session()
		_, err = session.Query(ctx, rest.Call{
			Operation: "get a token for the application", Path: "token.php", Query: url.Values{"request": {"token"}},
			Form: url.Values{
				"grant_type": {"refresh_token"}, "client_id": {id}, "client_secret": {clientSecret.Reveal()},
				"refresh_token": {token.Reveal()},
			},
			Hide: []secret.String{clientSecret, token},
		}, &got)
		switch {
		case err != nil:
			return none, now, err
		case got.AccessToken == "":
			return none, now, session.Broken("get a token for the application", "the answer has no token")
		case got.RefreshToken != "" && got.RefreshToken != token.Reveal():
			return none, now, errors.New("BambooHR gives a new refresh token each time, which this program can't keep: use `api_key:`")
		}
		return secret.New(got.AccessToken), now.Add(time.Duration(got.ExpiresIn) * time.Second), nil
	}), nil
}
