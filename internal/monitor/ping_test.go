package monitor_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"reconcile/internal/monitor"
	"reconcile/internal/secret"
)

const id = "6f9619ff-8b86-d011-b42d-00cf4fc964ff"

// server answers at an id and redirects to it, and away; strayed is what comes elsewhere.
func server(t *testing.T) (url string, asked, strayed *[]string) {
	t.Helper()
	asked, strayed = &[]string{}, &[]string{}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		*strayed = append(*strayed, r.URL.Path)
	}))
	mux := http.NewServeMux()
	mux.HandleFunc("/"+id, func(_ http.ResponseWriter, r *http.Request) { *asked = append(*asked, r.Method+" "+r.URL.Path) })
	for path, to := range map[string]string{"/moved/": "/" + id, "/away/": elsewhere.URL + "/" + id, "/loop/": "/loop/" + id} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, to, http.StatusFound)
		})
	}
	mux.HandleFunc("/broken/", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mux.HandleFunc("/short/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte("OK"))
	})
	here := httptest.NewServer(mux)
	t.Cleanup(here.Close)
	t.Cleanup(elsewhere.Close)
	return here.URL, asked, strayed
}

func TestAPingAsksForItsAddressAndNoOther(t *testing.T) {
	url, asked, strayed := server(t)
	for _, path := range []string{"/" + id, "/moved/" + id} {
		if err := monitor.Ping(t.Context(), secret.New(url+path)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if strings.Join(*asked, ", ") != "GET /"+id+", GET /"+id || len(*strayed) != 0 {
		t.Errorf("asked for %v, and elsewhere for %v", *asked, *strayed)
	}
}

func TestAPingThatFailsDoesNotTellItsAddress(t *testing.T) {
	url, _, strayed := server(t)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		ctx           context.Context
		address, want string
	}{
		{t.Context(), url + "/away/" + id, "a redirect that leads elsewhere"},
		{t.Context(), url + "/loop/" + id, "a redirect that leads elsewhere"},
		{t.Context(), url + "/broken/" + id, "502 Bad Gateway"},
		{t.Context(), url + "/unknown/" + id, "404 Not Found"},
		{t.Context(), url + "/short/" + id, "read the answer"},
		{cancelled, url + "/" + id, "context canceled"},
		{t.Context(), "http://hc.example/" + id, "must begin with https://"},
		{t.Context(), "http://127.0.0.1.hc.example/" + id, "must begin with https://"},
		{t.Context(), "ftp://localhost/" + id, "must begin with https://"},
		{t.Context(), "https:///" + id, "no address"},
		{t.Context(), "https://me:word@hc.example/" + id, "no address"},
		{t.Context(), "https://hc.example/%zz" + id, "no address"},
		{t.Context(), id, "no address"},
		{t.Context(), "", "no address"},
		{t.Context(), "https://127.0.0.1:1/" + id, "connection refused"},
	} {
		err := monitor.Ping(tt.ctx, secret.New(tt.address))
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), id) {
			t.Errorf("%s: got %v, want %s", tt.address, err, tt.want)
		}
	}
	if len(*strayed) != 0 {
		t.Errorf("asked elsewhere for %v", *strayed)
	}
}
