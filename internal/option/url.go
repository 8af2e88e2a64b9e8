package option

import (
	"net"
	"net/url"

	"reconcile/internal/yaml"
)

// URL is the address of an app: https, or http on this machine itself, without a name or password in it.
type URL string

// UnmarshalYAML implements yaml.Unmarshaler. What stands there is not repeated: a password may be in it.
func (u *URL) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	address, err := url.Parse(n.Text())
	if n.Kind() != yaml.Scalar || err != nil || !sound(address) {
		errs.Add(n.Pos(), "%s must be an address such as https://app.example/scim/v2, without a name, a password or a query in it",
			n.Name())
		return
	}
	*u = URL(n.Text())
}

func sound(u *url.URL) bool {
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	return (u.Scheme == "https" || u.Scheme == "http" && local) && u.Host != "" && u.Opaque == "" && u.User == nil &&
		u.RawQuery == "" && u.Fragment == ""
}

// OptionShape implements Shaped.
func (URL) OptionShape() Shape {
	return Shape{Form: Text, Type: "address", Pattern: `^https?://[^\s@?#]+$`}
}
