package option_test

import (
	"strings"
	"testing"

	"reconcile/internal/option"
	"reconcile/internal/yaml"
)

func TestAnAddressHidesWhatIsSentAndHoldsNoPassword(t *testing.T) {
	for text, sound := range map[string]bool{
		"https://app.example/scim/v2": true, "http://localhost:8080/x": true, "http://127.0.0.1:1": true, "http://[::1]:1/": true,
		"http://app.example": false, "app.example": false, "ftp://app.example": false, "https://u:hidden@app.example": false,
		"https://app.example/?token=hidden": false, "https://app.example/#hidden": false, "https://": false, "[]": false,
	} {
		var o struct {
			URL option.URL `option:"url"`
		}
		root, err := yaml.Parse("conf.yaml", []byte("url: "+text+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		errs := &yaml.Errors{}
		option.Decode(root, nil, &o, errs)
		if err := errs.Err(); (err == nil) != sound || sound && string(o.URL) != text {
			t.Errorf("%s: %q, %v", text, o.URL, err)
		} else if err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: the error repeats it: %v", text, err)
		}
	}
}
