package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

const (
	encodingUTF8    = "utf-8"
	encodingUTF16LE = "utf-16le"
	encodingUTF16BE = "utf-16be"
	encoding1252    = "windows-1252"
)

// marks are the byte order marks.
func marks() map[string]string {
	return map[string]string{encodingUTF8: "\xef\xbb\xbf", encodingUTF16LE: "\xff\xfe", encodingUTF16BE: "\xfe\xff"}
}

// encodingOf returns the encoding of a file and the length of the mark that it begins with.
func encodingOf(file io.ReaderAt, size int64, configured string) (encoding string, mark int, err error) {
	configured = strings.ToLower(configured)
	switch configured {
	case "", encodingUTF8, encodingUTF16LE, encodingUTF16BE, encoding1252:
	default:
		return "", 0, trouble(fmt.Sprintf("the encoding %q is not known", configured),
			"write utf-8, utf-16le, utf-16be or windows-1252 under `encoding:`")
	}
	start, err := startOf(file)
	if err != nil {
		return "", 0, err
	}
	for encoding, mark := range marks() {
		if !bytes.HasPrefix(start, []byte(mark)) {
			continue
		}
		if configured != "" && configured != encoding {
			return "", 0, trouble(fmt.Sprintf("the file begins with the mark of %s, and `encoding:` is %s", encoding, configured),
				"remove `encoding:`")
		}
		return encoding, len(mark), nil
	}
	if configured != "" {
		return configured, 0, nil
	}
	if encoding = unmarkedUTF16(start); encoding != "" {
		return encoding, 0, nil
	}
	encoding, err = survey(io.NewSectionReader(file, 0, size))
	return encoding, 0, err
}

// unmarkedUTF16 recognises UTF-16 by the zeros that Latin letters have in it; "" is none.
func unmarkedUTF16(start []byte) string {
	pairs := len(start) / 2
	var zeros [2]int
	for i, c := range start[:2*pairs] {
		if c == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case pairs == 0:
		return ""
	case zeros[1]*2 > pairs && zeros[0]*10 < pairs:
		return encodingUTF16LE
	case zeros[0]*2 > pairs && zeros[1]*10 < pairs:
		return encodingUTF16BE
	default:
		return ""
	}
}

// survey tells UTF-8 from Windows-1252 by the whole file: one broken character far down must not be read as another.
// Text that is both, or neither, is refused with the line.
func survey(file io.ReadSeeker) (string, error) {
	valid := true
	err := blocks(file, func(text []byte) bool {
		valid = utf8.Valid(text)
		return valid
	})
	if err != nil || valid {
		return encodingUTF8, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	var letters, undefined, line int // letters: of more than one byte; line: of the first broken one
	lines := 1
	err = blocks(file, func(text []byte) bool {
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRune(text[i:])
			switch {
			case text[i] == '\n':
				lines++
			case r == utf8.RuneError && size == 1:
				if line == 0 {
					line = lines
				}
				if bytes.IndexByte([]byte{0x81, 0x8d, 0x8f, 0x90, 0x9d}, text[i]) >= 0 {
					undefined++
				}
			case size > 1:
				letters++
			}
			i += size
		}
		return true
	})
	if err != nil {
		return "", err
	}
	switch {
	case letters > 0:
		return "", inRow(line, "the text is partly UTF-8 and partly not", "save the file as UTF-8, or say which "+
			"`encoding:` it has")
	case undefined > 0:
		return "", inRow(line, "the text is neither UTF-8 nor Windows-1252", "save the file as UTF-8")
	default:
		return encoding1252, nil
	}
}

// blocks calls f with one part of a file after the other, none of which ends within a character, until f has enough.
func blocks(file io.Reader, f func(text []byte) (more bool)) error {
	buffer, kept := make([]byte, 256<<10), 0
	for last, more := false, true; more && !last; {
		n, err := io.ReadFull(file, buffer[kept:])
		if last = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF); err != nil && !last {
			return err
		}
		text := buffer[:kept+n]
		kept = 0
		if !last {
			kept = partial(text)
		}
		whole := text[:len(text)-kept]
		more = f(whole)
		copy(buffer, text[len(whole):])
	}
	return nil
}

// partial returns how many bytes at the end begin a character that goes on in the next block.
func partial(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if tail := text[len(text)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// decode makes a reader of UTF-8 of one in an encoding, after its mark. What is no UTF-16 becomes utf8.RuneError.
func decode(r io.Reader, encoding string) io.Reader {
	switch encoding {
	case encodingUTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder().Reader(r)
	case encodingUTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Reader(r)
	case encoding1252:
		return charmap.Windows1252.NewDecoder().Reader(r)
	default:
		return r
	}
}
