package mail

import (
	"bytes"
	"errors"
	"fmt"
)

// maxLine is the longest line that may be sent, without its CRLF, RFC 5321 section 4.5.3.1.6.
const maxLine = 998

// checkLines holds a message to the lines that SMTP knows. A CR or LF of its own is refused: servers disagree about what
// it ends, and a second message can hide in the difference.
func checkLines(message []byte) error {
	for rest := message; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n')
		if end < 1 || rest[end-1] != '\r' || bytes.IndexByte(rest[:end-1], '\r') >= 0 {
			return errors.New("a line does not end with CRLF")
		}
		if end-1 > maxLine {
			return fmt.Errorf("a line is longer than %d octets", maxLine)
		}
		if bytes.IndexByte(rest[:end], 0) >= 0 {
			return errors.New("a line holds a zero byte")
		}
		rest = rest[end+1:]
	}
	return nil
}
