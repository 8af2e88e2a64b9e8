package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// provider makes and finds the versions of the schema.
func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
}

// migrate brings the store up to this program's version.
func migrate(ctx context.Context, db *sql.DB, path string) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	if err := newer(ctx, p, path); err != nil {
		return err
	}
	if _, err = p.Up(ctx); err == nil {
		return nil
	}
	// somebody else may have done it meanwhile
	if pending, unknown := p.HasPending(ctx); unknown == nil && !pending {
		return nil
	}
	return err
}

// newer refuses a store of a later program.
func newer(ctx context.Context, p *goose.Provider, path string) error {
	has, knows, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if has > knows {
		return fmt.Errorf("the store %s is of version %d, and this program knows versions up to %d: install the program "+
			"that wrote it, or a later one", path, has, knows)
	}
	return nil
}

// current refuses a store that is not of this program's version, and changes nothing.
func current(ctx context.Context, db *sql.DB, path string) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	var has int64
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&has)
	if err != nil {
		return err
	}
	sources := p.ListSources()
	switch knows := sources[len(sources)-1].Version; {
	case has > knows:
		return fmt.Errorf("the store %s is of version %d, and this program knows versions up to %d: install the program "+
			"that wrote it, or a later one", path, has, knows)
	case has < knows:
		return fmt.Errorf("the store %s is of version %d, and this program reads version %d: the next run brings it up", path,
			has, knows)
	}
	return nil
}
