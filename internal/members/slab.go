package members

import "strings"

// slab keeps many short texts in few pieces of memory, so that the rows they were cut from can go.
type slab struct {
	piece *strings.Builder
}

func (s *slab) keep(text string) string {
	const size = 64 << 10
	if text == "" {
		return ""
	}
	if s.piece == nil || s.piece.Cap()-s.piece.Len() < len(text) {
		s.piece = &strings.Builder{}
		s.piece.Grow(max(size, len(text)))
	}
	from := s.piece.Len()
	s.piece.WriteString(text)
	return s.piece.String()[from:]
}

// chunks keeps many short lists in few pieces of memory.
type chunks[T any] struct {
	piece []T
}

func (c *chunks[T]) keep(list []T) []T {
	const size = 4096
	if len(list) == 0 {
		return nil
	}
	if cap(c.piece)-len(c.piece) < len(list) {
		c.piece = make([]T, 0, max(size, len(list)))
	}
	from := len(c.piece)
	c.piece = append(c.piece, list...)
	return c.piece[from:len(c.piece):len(c.piece)]
}
