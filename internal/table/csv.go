package table

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// maxColumns is how many columns a row may have: as many as in Excel.
const maxColumns = 16384

// csvReader reads records of RFC 4180, strictly: a quote stands at both ends of a cell or not at all, and is doubled
// inside. It is here in place of encoding/csv because that takes a file with lone CR line ends
// for one record, has no limit on a record, and lets NUL bytes and broken UTF-8 pass.
type csvReader struct {
	source     io.Reader
	delimiter  byte
	end        byte // of a line: LF, or CR in files that know no LF
	limit      int
	utf16      bool // the source is decoded from UTF-16: replacement characters stand for what is broken
	buffer     []byte
	start, len int   // what is not yet read of buffer
	failed     error // of source, io.EOF at the end
	line       int   // the number of lines read
	open       bool  // the last one has no end
	// unquoted and bounds are a record with quotes: its text without them, and where its cells end.
	unquoted []byte
	bounds   []int
	cells    []string
}

func newCSV(source io.Reader, delimiter, end byte, limit int) *csvReader {
	return &csvReader{source: source, delimiter: delimiter, end: end, limit: limit, buffer: make([]byte, 256<<10)}
}

// read returns the next record. An empty line is a record with one empty cell.
func (r *csvReader) read() (record, error) {
	line, err := r.readLine()
	if err != nil {
		return record{}, err
	}
	number := r.line
	if bytes.IndexByte(line, '"') < 0 {
		if bytes.IndexByte(line, '\r') >= 0 || r.end == '\r' {
			if err := r.bare(line); err != nil {
				return record{}, err
			}
		}
		err = r.split(string(line))
	} else {
		err = r.unquote(line)
	}
	return record{cells: r.cells, number: number, open: r.open}, err
}

// split cuts a record without quotes at its delimiters; the cells are parts of the one string.
func (r *csvReader) split(s string) error {
	cells := r.cells[:0]
	for more := true; more; {
		var cell string
		i := strings.IndexByte(s, r.delimiter)
		if more = i >= 0; more {
			cell, s = s[:i], s[i+1:]
		} else {
			cell = s
		}
		cells = append(cells, trim(cell))
	}
	r.cells = cells
	if len(r.cells) > maxColumns {
		return r.tooWide()
	}
	return nil
}

// unquote reads a record with quotes, which may go on over further lines.
func (r *csvReader) unquote(line []byte) error {
	first := r.line
	r.unquoted, r.bounds = r.unquoted[:0], r.bounds[:0]
	for more := true; more; {
		var err error
		if len(line) > 0 && line[0] == '"' {
			line, err = r.quotedCell(line[1:], first)
		} else {
			line, err = r.plainCell(line)
		}
		if err != nil {
			return err
		}
		r.bounds = append(r.bounds, len(r.unquoted))
		if len(r.bounds) > maxColumns {
			return r.tooWide()
		}
		if more = len(line) > 0; more {
			line = line[1:] // the delimiter
		}
	}
	s, from := string(r.unquoted), 0
	r.cells = r.cells[:0]
	for _, to := range r.bounds {
		r.cells = append(r.cells, trim(s[from:to]))
		from = to
	}
	return nil
}

// quotedCell reads a cell after its opening quote and returns what follows it, nothing or a delimiter first.
func (r *csvReader) quotedCell(line []byte, first int) ([]byte, error) {
	for opened := r.line; ; {
		i := bytes.IndexByte(line, '"')
		if i >= 0 {
			r.unquoted = append(r.unquoted, line[:i]...)
			line = line[i+1:]
			switch {
			case len(line) > 0 && line[0] == '"':
				r.unquoted = append(r.unquoted, '"')
				line = line[1:]
			case len(line) == 0 || line[0] == r.delimiter:
				return line, nil
			default:
				return nil, inRow(r.line, "a quoted cell goes on after its closing quote", quoteRemedy)
			}
			continue
		}
		r.unquoted = append(append(r.unquoted, line...), '\n')
		var err error
		if line, err = r.readLine(); errors.Is(err, io.EOF) {
			return nil, inRow(opened, "a quote is opened and never closed", quoteRemedy)
		} else if err != nil {
			return nil, err
		}
		if len(r.unquoted)+len(line) > r.limit {
			return nil, r.tooLong(first)
		}
	}
}

// plainCell reads a cell without quotes and returns what follows it, nothing or a delimiter first.
func (r *csvReader) plainCell(line []byte) ([]byte, error) {
	cell, rest := line, []byte(nil)
	if i := bytes.IndexByte(line, r.delimiter); i >= 0 {
		cell, rest = line[:i], line[i:]
	}
	if bytes.IndexByte(cell, '"') >= 0 {
		return nil, inRow(r.line, "a quote stands inside a cell that does not begin with one", quoteRemedy)
	}
	if err := r.bare(cell); err != nil {
		return nil, err
	}
	r.unquoted = append(r.unquoted, cell...)
	return rest, nil
}

const quoteRemedy = `put the whole cell in quotes and double the quotes inside: "5"" disk"`

// bare refuses a second kind of line end outside quotes, which would make one row of two, or two of one.
func (r *csvReader) bare(text []byte) error {
	other := byte('\r')
	if r.end == '\r' {
		other = '\n'
	}
	if bytes.IndexByte(bytes.TrimRight(text, "\r"), other) >= 0 {
		return inRow(r.line, "the line has a line end of another kind inside", "save the file with one kind of line ends")
	}
	return nil
}

func (r *csvReader) tooLong(line int) problem {
	return inRow(line, fmt.Sprintf("a record is longer than %d bytes", r.limit),
		"look for a quote that is not closed, or for a file that is no CSV")
}

func (r *csvReader) tooWide() problem {
	return inRow(r.line, fmt.Sprintf("a row has more than %d cells", maxColumns), "check the delimiter")
}

// readLine returns the next line without its end, valid until the next call.
func (r *csvReader) readLine() ([]byte, error) {
	for searched := 0; ; {
		rest := r.buffer[r.start:r.len]
		i := bytes.IndexByte(rest[searched:], r.end)
		if i < 0 && r.failed == nil {
			searched = len(rest)
			if searched > r.limit {
				return nil, r.tooLong(r.line + 1)
			}
			r.fill()
			continue
		}
		if i >= 0 {
			i += searched
			r.start += i + 1
			rest = rest[:i]
		} else {
			if len(rest) == 0 || !errors.Is(r.failed, io.EOF) {
				return nil, r.failed
			}
			r.start, r.open = r.len, true
		}
		r.line++
		if len(rest) > r.limit {
			return nil, r.tooLong(r.line)
		}
		rest = bytes.TrimRight(rest, "\r") // CR CR LF is what CRLF becomes on its way through a second conversion
		return rest, r.check(rest)
	}
}

func (r *csvReader) check(line []byte) error {
	if bytes.IndexByte(line, 0) >= 0 {
		return inRow(r.line, "the line has NUL bytes", "export the file again; if it is UTF-16, say `encoding: utf-16le`")
	}
	if r.utf16 && bytes.Contains(line, []byte(string(utf8.RuneError))) {
		return inRow(r.line, "the line is not valid UTF-16: the file is cut or damaged", "export it again")
	}
	if !utf8.Valid(line) {
		return inRow(r.line, "the line is not valid UTF-8", "save the file as UTF-8, or say which `encoding:` it has")
	}
	return nil
}

// fill reads more, at the cost of moving what is there to the front, and of a larger buffer where that does not help.
func (r *csvReader) fill() {
	if r.start > 0 {
		r.len = copy(r.buffer, r.buffer[r.start:r.len])
		r.start = 0
	}
	if r.len == len(r.buffer) {
		r.buffer = append(r.buffer, make([]byte, len(r.buffer))...)
	}
	for tries := 0; r.failed == nil; tries++ {
		n, err := r.source.Read(r.buffer[r.len:])
		r.len += n
		r.failed = err
		if n > 0 {
			return
		}
		if tries == 100 {
			r.failed = io.ErrNoProgress
		}
	}
}

// peek returns what the reader is going to read first, and whether that is all.
func (r *csvReader) peek() (text []byte, all bool) {
	for r.failed == nil && r.len-r.start < len(r.buffer)/2 {
		r.fill()
	}
	return r.buffer[r.start:r.len], r.failed != nil
}

// trim removes outer white space. Most cells have none, which two bytes tell.
func trim(s string) string {
	if s == "" {
		return s
	}
	if a, b := s[0], s[len(s)-1]; a > ' ' && a < utf8.RuneSelf && b > ' ' && b < utf8.RuneSelf {
		return s
	}
	return strings.TrimSpace(s)
}
