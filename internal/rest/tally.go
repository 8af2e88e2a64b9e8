package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"reconcile/internal/fold"
)

// Tally holds the rows of a list against each other and against the app's own count: what came twice, or did not come, is
// an error, as it means that a list was not read to its end.
type Tally struct {
	session   *Session
	operation string
	seen      map[string]struct{}
}

// Tally begins to count the rows of an operation.
func (s *Session) Tally(operation string) *Tally {
	return &Tally{session: s, operation: operation, seen: map[string]struct{}{}}
}

// Add counts a row by its id.
func (t *Tally) Add(id string) error {
	if id == "" {
		return t.fault("a row has no id, so rows can't be told apart")
	}
	if _, twice := t.seen[id]; twice {
		return t.fault(fmt.Sprintf("the id %q comes twice: the app repeats rows instead of giving the next page, or the list changed "+
			"while it was read; if a second run fails too, the app does not honour paging", fold.Line(id)))
	}
	t.seen[id] = struct{}{}
	return nil
}

// Has reports whether a row was counted.
func (t *Tally) Has(id string) bool {
	_, seen := t.seen[id]
	return seen
}

// Len returns how many rows were counted.
func (t *Tally) Len() int { return len(t.seen) }

// Whole makes sure that not fewer rows came than the app counts; a total below 0 says nothing. Where more came, all were
// read, and the snapshot's Total is to tell of the difference.
func (t *Tally) Whole(total int) error {
	if len(t.seen) < total {
		return t.fault(fmt.Sprintf("the app counts %d rows and gave %d, so the list is not whole: run again; if it stays so, the "+
			"credential may not see all", total, len(t.seen)))
	}
	return nil
}

func (t *Tally) fault(why string) error {
	return t.session.failed(&Call{Operation: t.operation}, Incomplete, t.session.client.redact(why), nil)
}

// ID is an id that a vendor writes as text or as a whole number, kept as it is written. Null is "".
type ID string

// UnmarshalJSON implements json.Unmarshaler.
func (id *ID) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		return nil
	}
	if text[0] == '"' {
		var s string
		err := json.Unmarshal(text, &s)
		*id = ID(s)
		return err
	}
	if _, err := strconv.ParseInt(string(text), 10, 64); err != nil {
		if _, err := strconv.ParseUint(string(text), 10, 64); err != nil {
			return errors.New("an id is neither text nor a whole number")
		}
	}
	*id = ID(text)
	return nil
}
