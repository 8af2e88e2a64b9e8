// Package option turns a struct with tags into the declaration, the help and the decoding of configuration keys, so that
// each stands once. Connectors declare their options with it, and so does the configuration itself:
//
//	type Options struct {
//		Path  option.Path `option:"path,required" help:"The export." example:"exports/trello.csv"`
//		Token secret.Ref  `option:"token" help:"Where the token is kept."`
//		Lists string      `option:"lists" help:"Who is listed." enum:"all,current" default:"all"`
//	}
package option

import (
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"reconcile/internal/secret"
	"reconcile/internal/yaml"
)

// tag is the struct tag that names keys.
const tag = "option"

// Path is the path of a file or folder, absolute once decoded: relative ones start at the folder of the file they
// stand in.
type Path string

// UnmarshalYAML implements yaml.Unmarshaler.
func (p *Path) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	if n.Kind() != yaml.Scalar || n.Text() == "" || strings.ContainsAny(n.Text(), "\n\t") {
		n.Expected("the path of a file", errs)
		return
	}
	path := n.Text()
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(n.Pos().File), path)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		errs.Add(n.Pos(), "%s: %s", n.Name(), err)
		return
	}
	*p = Path(abs)
}

// Days is a number of whole days, written "3d".
type Days int

// maxDays is a hundred years: enough for any policy, and no sum of dates overflows.
const maxDays = 36525

// UnmarshalYAML implements yaml.Unmarshaler.
func (d *Days) UnmarshalYAML(n *yaml.Node, errs *yaml.Errors) {
	text, ok := strings.CutSuffix(n.Text(), "d")
	count, err := strconv.ParseUint(text, 10, 31)
	if !ok || err != nil || count > maxDays {
		n.Expected("a number of days such as 3d", errs)
		return
	}
	*d = Days(count)
}

// Decode fills the struct that options points to from a mapping: strictly, with defaults, against the struct's keys and
// the further ones in skip, which the caller decodes. Null counts as an empty mapping.
func Decode(n *yaml.Node, skip []string, options any, errs *yaml.Errors) {
	yaml.Decoder{Tag: tag, Skip: skip, Leaf: leaf, Unknown: secretHint}.Decode(n, options, errs)
}

// leaf decodes the types that cannot do so themselves.
func leaf(n *yaml.Node, out any, errs *yaml.Errors) bool {
	switch out := out.(type) {
	case *secret.Ref:
		*out = reference(n, errs)
	case *time.Duration:
		d, err := time.ParseDuration(n.Text())
		if err != nil || d < 0 {
			n.Expected("a time such as 12h or 30m", errs)
			return true
		}
		*out = d
	default:
		return false
	}
	return true
}

// reference reads a reference to a secret. No message repeats what stands there: it may be the secret itself.
func reference(n *yaml.Node, errs *yaml.Errors) secret.Ref {
	var ref secret.Ref
	var err error
	switch n.Kind() {
	case yaml.Map:
		var command struct {
			Exec []string `option:"exec,required"`
		}
		before := errs.Len()
		Decode(n, nil, &command, errs)
		if errs.Len() > before {
			return ref
		}
		ref, err = secret.ExecRef(command.Exec)
	default:
		ref, err = secret.ParseRef(n.Text())
	}
	if err != nil {
		errs.Add(n.Pos(), "%s %s", n.Name(), err)
	}
	return ref
}

// secretHint is for unknown keys that sound like a secret in the file.
func secretHint(key string) string {
	plain := strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "").Replace(key))
	for _, word := range []string{"password", "passwd", "passphrase", "secret", "token", "apikey", "privatekey", "credential"} {
		if strings.Contains(plain, word) {
			return ": a secret has no place in this file, and what is needed is asked for by other keys"
		}
	}
	return ""
}
