package store

import "context"

// OnCommit has a hook called right before and right after every commit.
func (s *Store) OnCommit(hook func()) { s.onCommit = hook }

// Exec runs a statement on the connection that writes, as somebody with a shell would.
func (s *Store) Exec(ctx context.Context, query string, args ...any) error {
	_, err := s.w.ExecContext(ctx, query, args...)
	return err
}

// Size is how many bytes the store takes, what was not written back included.
func (s *Store) Size(ctx context.Context) (n int64, err error) {
	err = s.r.GetContext(ctx, &n, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
	return n, err
}

// Count counts rows.
func (s *Store) Count(ctx context.Context, from string) (n int, err error) {
	err = s.r.GetContext(ctx, &n, "SELECT count(*) FROM "+from)
	return n, err
}
