package monitor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"reconcile/internal/secret"
)

const (
	// pingTimeout is how long a ping may take.
	pingTimeout = 20 * time.Second
	// pingBytes is how much of an answer is read.
	pingBytes = 64 << 10
)

// Ping asks for the address, by GET: whoever answers there knows that a night was done, and raises the alarm when no
// ping comes. The address is https, but for this machine's own; who has it can make a missing night look done, so no
// error tells it, and a redirect may lead to another path only.
func Ping(ctx context.Context, address secret.String) error {
	target, err := url.Parse(address.Reveal())
	if err != nil || target.Host == "" || target.User != nil {
		return errors.New("ping: what `ping` refers to is no address: it must be one such as https://hc.example/uuid")
	}
	if target.Scheme != "https" && (target.Scheme != "http" || !loopback(target.Hostname())) {
		return errors.New("ping: the address must begin with https://")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody)
	if err != nil {
		return errors.New("ping: what `ping` refers to is no address")
	}
	client := &http.Client{Timeout: pingTimeout, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		const most = 5
		if next.URL.Host != target.Host || next.URL.Scheme != target.Scheme || len(via) > most {
			return errors.New("a redirect that leads elsewhere is not followed: name the last address")
		}
		return nil
	}}
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("ping: %w", bare(err))
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(answer.Body, pingBytes)); err != nil {
		return fmt.Errorf("ping: read the answer: %w", bare(err))
	}
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("ping: the answer is %d %s", answer.StatusCode, http.StatusText(answer.StatusCode))
	}
	return nil
}

// bare is an error without the address.
func bare(err error) error {
	var asked *url.Error
	if errors.As(err, &asked) {
		return asked.Err
	}
	return err
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
