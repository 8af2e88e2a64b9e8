package table

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// delimiters are those that are recognised, the likelier ones first.
const delimiters = ",;\t|"

// setDialect finds out how the lines end and what separates the cells, from the beginning of the file.
func (r *csvReader) setDialect(s *search, configured rune) error {
	if configured != 0 && !separates(configured) {
		return trouble("the delimiter must be an ASCII character, no quote and no line end", "correct `delimiter:`")
	}
	start, all := r.peek()
	r.end = lineEnd(start)
	r.delimiter = byte(configured)
	if stated, length := statedDelimiter(start, r.end); length > 0 {
		r.start += length
		r.line++
		start = start[length:]
		if configured == 0 {
			r.delimiter = stated
		}
	}
	if r.delimiter == 0 {
		r.delimiter = detectDelimiter(start, all, r.end, r.limit, s)
	}
	return nil
}

// lineEnd returns how the first line outside quotes ends: with CR alone, or with LF, perhaps after CR.
func lineEnd(start []byte) byte {
	quoted := false
	for i, c := range start {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			return '\n'
		case c == '\r':
			if rest := bytes.TrimLeft(start[i:], "\r"); len(rest) > 0 && rest[0] != '\n' {
				return '\r'
			}
		}
	}
	return '\n'
}

// statedDelimiter reads Excel's own first line, sep=; and returns its length with its end, 0 if there is none.
func statedDelimiter(start []byte, end byte) (delimiter byte, length int) {
	i := bytes.IndexByte(start, end)
	if i < 0 || i > len(`"sep=;"`)+1 {
		return 0, 0
	}
	line := strings.Trim(strings.TrimRight(string(start[:i]), "\r"), `"`)
	if len(line) != len("sep=;") || !strings.EqualFold(line[:4], "sep=") {
		return 0, 0
	}
	if !separates(rune(line[4])) {
		return 0, 0
	}
	return line[4], i + 1
}

// separates reports whether a character can be a delimiter.
func separates(r rune) bool { return 0 < r && r < utf8.RuneSelf && !strings.ContainsRune("\"\r\n", r) }

// detectDelimiter tries all delimiters on the first rows. The best one finds the header with the most known columns;
// without a header, the one that cuts a row into the most cells.
func detectDelimiter(start []byte, all bool, end byte, limit int, s *search) byte {
	if !all {
		start = start[:bytes.LastIndexByte(start, end)+1]
	}
	type score struct{ found, known, cells int }
	best, most := byte(','), score{}
	for _, d := range []byte(delimiters) {
		h, ok, _ := s.find(newCSV(bytes.NewReader(start), d, end, limit))
		this := score{known: h.known, cells: h.filled()}
		if ok {
			this.found = 1
		}
		if this.found > most.found || this.found == most.found &&
			(this.known > most.known || this.known == most.known && this.cells > most.cells) {
			best, most = d, this
		}
	}
	return best
}
