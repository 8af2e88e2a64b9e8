package store

import (
	"strconv"

	"reconcile/internal/access"
)

// person encodes a person's record. Most records are plain, and are written without the detour.
func (e *encoder) person(p *access.Person) ([]byte, error) {
	w := plainWriter{buffer: e.plain[:0]}
	w.record(p)
	if e.plain = w.buffer; w.ok {
		return w.buffer, nil
	}
	body := bodyOf(p)
	return e.encode(&body)
}

// plainWriter writes the JSON of what needs no escaping; ok tells that there was nothing else.
type plainWriter struct {
	buffer []byte
	ok     bool
}

func (w *plainWriter) record(p *access.Person) {
	a := &p.Attributes
	w.ok = len(p.FormerIDs) == 0 && len(p.Accounts) == 0 && len(a.Extra) == 0
	w.buffer = append(w.buffer, '{')
	w.text("name", p.Name)
	w.text("email", p.Email)
	w.list("aliases", p.Aliases)
	if p.Employment != 0 {
		w.key("employment")
		w.buffer = strconv.AppendInt(w.buffer, int64(p.Employment), 10)
	}
	w.list("type", a.Type)
	w.list("department", a.Department)
	w.list("division", a.Division)
	w.list("team", a.Team)
	w.list("title", a.Title)
	w.list("location", a.Location)
	w.list("manager", a.Manager)
	w.list("projects", a.Projects)
	if p.TypeUnmapped {
		w.key("type_unmapped")
		w.buffer = append(w.buffer, "true"...)
	}
	w.day("start", p.Start)
	w.day("end", p.End)
	w.day("absent", p.Absent)
	w.buffer = append(w.buffer, '}')
}

func (w *plainWriter) key(name string) {
	if w.buffer[len(w.buffer)-1] != '{' {
		w.buffer = append(w.buffer, ',')
	}
	w.buffer = append(append(append(w.buffer, '"'), name...), `":`...)
}

func (w *plainWriter) text(name, s string) {
	if s != "" {
		w.key(name)
		w.word(s)
	}
}

func (w *plainWriter) day(name string, d access.Date) {
	if d != 0 {
		w.key(name)
		w.buffer = append(d.Append(append(w.buffer, '"')), '"')
	}
}

func (w *plainWriter) list(name string, all []string) {
	if len(all) == 0 {
		return
	}
	w.key(name)
	w.buffer = append(w.buffer, '[')
	for i, s := range all {
		if i > 0 {
			w.buffer = append(w.buffer, ',')
		}
		w.word(s)
	}
	w.buffer = append(w.buffer, ']')
}

// word writes a text. One in which anything may have to be escaped is not plain.
func (w *plainWriter) word(s string) {
	w.ok = w.ok && plain(s)
	w.buffer = append(append(append(w.buffer, '"'), s...), '"')
}

// plain reports whether a text is ASCII, or letters up to U+07FF that are rightly encoded, without what JSON escapes.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case ' ' <= c && c < 0x7f && c != '"' && c != '\\':
		case 0xc2 <= c && c < 0xe0 && i+1 < len(s) && s[i+1]&0xc0 == 0x80:
			i++
		default:
			return false
		}
	}
	return true
}
