package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/schema"
	"ariga.io/atlas/sql/sqlite"

	entmigrate "pointsmall/ent/migrate"
)

// Migrate brings the database's tables up to date and returns the names of the
// migrations that it applied. Several servers may call it at once: on PostgreSQL
// one of them works while the others wait.
func Migrate(ctx context.Context, db *DB) ([]string, error) {
	conn, err := db.tables(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	// Whose role may not change tables can start where there is nothing to change.
	if names, err := pending(ctx, db.Dialect, conn); err != nil || len(names) == 0 {
		return nil, err
	}
	unlock, err := lockMigrations(ctx, db.Dialect, conn)
	if err != nil {
		return nil, err
	}
	defer unlock()
	names, err := pending(ctx, db.Dialect, conn)
	if err != nil || len(names) == 0 {
		return nil, err // another server has migrated
	}
	log := revisions{conn}
	if err := log.create(ctx); err != nil {
		return nil, err
	}
	executor, err := migrator(db.Dialect, conn, log)
	if err != nil {
		return nil, err
	}
	if err := executor.ExecuteN(ctx, 0); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return names, nil
}

// Pending names the migrations that the database lacks. It writes nothing.
func Pending(ctx context.Context, db *DB) ([]string, error) {
	conn, err := db.tables(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return pending(ctx, db.Dialect, conn)
}

func pending(ctx context.Context, d Dialect, conn *sql.Conn) ([]string, error) {
	log := revisions{conn}
	there, err := log.exist(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("look for pending migrations: %w", err)
	}
	if !there {
		return Migrations(d)
	}
	executor, err := migrator(d, conn, log)
	if err != nil {
		return nil, err
	}
	files, err := executor.Pending(ctx)
	if errors.Is(err, migrate.ErrNoPendingFiles) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for pending migrations: %w", err)
	}
	return namesOf(files), nil
}

// Migrations names all migrations of a dialect.
func Migrations(d Dialect) ([]string, error) {
	dir, err := embeddedDir(d)
	if err != nil {
		return nil, err
	}
	files, err := dir.Files()
	return namesOf(files), err
}

func namesOf(files []migrate.File) []string {
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.Name()
	}
	return names
}

// tables is a connection for work on the tables themselves: on PostgreSQL not one
// of the write path's, whose planning suits nothing else.
func (db *DB) tables(ctx context.Context) (*sql.Conn, error) {
	if db.Dialect == Postgres {
		return db.read.Conn(ctx)
	}
	return db.write.Conn(ctx)
}

// lockKey is the advisory lock that a migrating server holds.
const lockKey = 7016996765293437281

func lockMigrations(ctx context.Context, d Dialect, conn *sql.Conn) (unlock func(), err error) {
	if d != Postgres {
		return func() {}, nil // the one writer connection is ours
	}
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("select pg_advisory_lock(%d)", lockKey)); err != nil {
		return nil, fmt.Errorf("wait for another server's migration: %w", err)
	}
	return func() {
		_, _ = conn.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("select pg_advisory_unlock(%d)", lockKey))
	}, nil
}

func migrator(d Dialect, conn *sql.Conn, log revisions) (*migrate.Executor, error) {
	open := sqlite.Open
	if d == Postgres {
		open = postgres.Open
	}
	driver, err := open(conn)
	if err != nil {
		return nil, err
	}
	dir, err := embeddedDir(d)
	if err != nil {
		return nil, err
	}
	return migrate.NewExecutor(driver, dir, log, migrate.WithAllowDirty(true))
}

// embeddedDir copies a dialect's folder of migrations to where Atlas reads them.
func embeddedDir(d Dialect) (migrate.Dir, error) {
	folder := "sqlite"
	if d == Postgres {
		folder = "postgres"
	}
	dir := &migrate.MemDir{}
	names, err := fs.Glob(entmigrate.Files, folder+"/*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range append(names, folder+"/"+migrate.HashFileName) {
		content, err := entmigrate.Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if err := dir.WriteFile(strings.TrimPrefix(name, folder+"/"), content); err != nil {
			return nil, err
		}
	}
	return dir, migrate.Validate(dir)
}

// revisions keeps, in a table of its own, which migrations were applied.
type revisions struct{ conn schema.ExecQuerier }

// storedRevision writes the type as a number: Atlas writes its name, and cannot
// read that again.
type storedRevision struct {
	migrate.Revision
	Type uint
}

const revisionsTable = "schema_revisions"

// exist reports whether the table is there. Creating it "if not exists" would need the
// right to create tables even where it is.
func (r revisions) exist(ctx context.Context, d Dialect) (there bool, err error) {
	query := "select count(*) > 0 from sqlite_master where type = 'table' and name = $1"
	if d == Postgres {
		query = "select to_regclass($1) is not null"
	}
	rows, err := r.conn.QueryContext(ctx, query, revisionsTable)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&there); err != nil {
			return false, err
		}
	}
	return there, rows.Err()
}

func (r revisions) create(ctx context.Context) error {
	_, err := r.conn.ExecContext(ctx, "create table if not exists "+revisionsTable+
		" (version varchar(64) primary key, executed_at varchar(40) not null, revision text not null)")
	return err
}

// Ident names the table to Atlas, which leaves it alone.
func (revisions) Ident() *migrate.TableIdent { return &migrate.TableIdent{Name: revisionsTable} }

// ReadRevisions returns every applied migration, oldest first.
func (r revisions) ReadRevisions(ctx context.Context) ([]*migrate.Revision, error) {
	rows, err := r.conn.QueryContext(ctx, "select revision from "+revisionsTable+" order by version")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []*migrate.Revision
	for rows.Next() {
		var encoded string
		if err := rows.Scan(&encoded); err != nil {
			return nil, err
		}
		var stored storedRevision
		if err := json.Unmarshal([]byte(encoded), &stored); err != nil {
			return nil, err
		}
		stored.Revision.Type = migrate.RevisionType(stored.Type)
		all = append(all, &stored.Revision)
	}
	return all, rows.Err()
}

// ReadRevision returns one applied migration.
func (r revisions) ReadRevision(ctx context.Context, version string) (*migrate.Revision, error) {
	all, err := r.ReadRevisions(ctx)
	if err != nil {
		return nil, err
	}
	for _, revision := range all {
		if revision.Version == version {
			return revision, nil
		}
	}
	return nil, migrate.ErrRevisionNotExist
}

// WriteRevision stores an applied migration, or how far it came.
func (r revisions) WriteRevision(ctx context.Context, revision *migrate.Revision) error {
	encoded, err := json.Marshal(storedRevision{*revision, uint(revision.Type)})
	if err != nil {
		return err
	}
	_, err = r.conn.ExecContext(ctx, "insert into "+revisionsTable+" (version, executed_at, revision) values ($1, $2, $3) "+
		"on conflict (version) do update set executed_at = excluded.executed_at, revision = excluded.revision",
		revision.Version, revision.ExecutedAt.UTC().Format(time.RFC3339), string(encoded))
	return err
}

// DeleteRevision forgets an applied migration.
func (r revisions) DeleteRevision(ctx context.Context, version string) error {
	_, err := r.conn.ExecContext(ctx, "delete from "+revisionsTable+" where version = $1", version)
	return err
}
