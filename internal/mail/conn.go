package mail

import (
	"errors"
	"net"
	"sync/atomic"
)

// maxReply is how much a server may say between two things said to it, in octets, TLS included.
const maxReply = 64 << 10

var errChatty = errors.New("the server says more than a mail server has to say")

// conn is a connection on which a server cannot talk without end. It stands below TLS, where net/smtp lets nothing stand
// above it.
type conn struct {
	net.Conn
	said atomic.Int64
}

func (c *conn) Read(p []byte) (int, error) {
	if c.said.Load() > maxReply {
		return 0, errChatty
	}
	n, err := c.Conn.Read(p)
	c.said.Add(int64(n))
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	c.said.Store(0)
	return c.Conn.Write(p)
}
