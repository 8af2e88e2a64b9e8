package mail

import (
	"fmt"
	"net"
	"testing"
)

func TestAServerWhoseNameIsNotKnownIsAMatterOfSettings(t *testing.T) {
	for notFound, settings := range map[bool]bool{true: true, false: false} {
		err := fmt.Errorf("dial: %w", &net.OpError{Op: "dial", Err: &net.DNSError{Name: "smtp.acme.exmaple", IsNotFound: notFound}})
		e := new(Transport).fault(t.Context(), StageDial, err)
		if e.Settings() != settings || e.Temporary == settings {
			t.Errorf("%+v", e)
		}
		if e.Hint == "" {
			t.Error("there is nothing to do about it")
		}
	}
}
