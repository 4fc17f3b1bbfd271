package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"pointsmall/ent"
)

// DB is an open database. Make one with Open.
type DB struct {
	Dialect Dialect
	// URL is what Open was given.
	URL string
	// dsn is the URL with what it leaves open, on PostgreSQL.
	dsn string

	// write runs transactions, read the rest. SQLite has a single writer, and
	// readers that never wait for it; on PostgreSQL they differ in their planning.
	write, read *sql.DB
	// patience bounds the wait for one of write's connections.
	patience time.Duration
	ent      *ent.Client
	observer atomic.Pointer[func(conn uint64, sql string)]
	// checkLocks is true in tests: see CheckLocks.
	checkLocks bool
	// recorder writes down what is done for others; nil: nobody does.
	recorder Recorder
}

// Options tune Open.
type Options struct {
	// MaxConnections bounds the connections to PostgreSQL; 0 means 20.
	MaxConnections int
	// WriteTimeout bounds each statement of a transaction that may write, the time it
	// waits for locks included, on SQLite the wait for its single writer, and before
	// that the wait for a connection. 0 means 30 seconds on PostgreSQL and 10 on SQLite.
	WriteTimeout time.Duration
	// ReadTimeout bounds how long a read that has no deadline of its own waits for
	// PostgreSQL to send something. 0 means an hour, which suits reports.
	ReadTimeout time.Duration
	// Mode says what Open may do to the database.
	Mode Mode
}

// Mode is what Open may do to a database.
type Mode int

const (
	// Create makes a SQLite file that is not there, and its folder.
	Create Mode = iota
	// Existing wants the file to be there: a mistyped path makes no database.
	Existing
	// ReadOnly writes nothing, so that it suits a standby, a copy in a folder that cannot
	// be written and a role that may only read.
	ReadOnly
)

func (o Options) readTimeout() time.Duration {
	if o.ReadTimeout > 0 {
		return o.ReadTimeout
	}
	return time.Hour
}

func (o Options) writeTimeout(dialect Dialect) time.Duration {
	switch {
	case o.WriteTimeout > 0:
		return o.WriteTimeout
	case dialect == SQLite:
		return 10 * time.Second
	}
	return 30 * time.Second
}

// milliseconds writes a setting in whole milliseconds, at least one.
func milliseconds(d time.Duration) string {
	return strconv.FormatInt(max(1, d.Milliseconds()), 10)
}

// firstAnswer bounds the wait for a database's first answer, whatever is set for the
// statements that follow.
const firstAnswer = 30 * time.Second

// Open opens the database at url: "sqlite:PATH" or "postgres://…". It makes no tables:
// see Migrate.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	db := &DB{URL: url}
	var err error
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "sqlite":
		err = db.openSQLite(ctx, rest, opts)
	case "postgres", "postgresql":
		err = db.openPostgres(opts)
	default:
		return nil, fmt.Errorf("database %q: want sqlite:PATH or postgres://USER@HOST/NAME", redact(url))
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", redact(url), err)
	}
	first, cancel := context.WithTimeout(ctx, firstAnswer)
	defer cancel()
	if err := db.write.PingContext(first); err != nil {
		return nil, errors.Join(fmt.Errorf("reach %s: %w", redact(url), err), db.Close())
	}
	db.ent = ent.NewClient(ent.Driver(entDriver{entsql.NewDriver(string(db.Dialect), entsql.Conn{ExecQuerier: db.read})}))
	return db, nil
}

// Ent is the client for reads outside a transaction. It cannot write.
func (db *DB) Ent() *ent.Client { return db.ent }

// Query runs a read outside a transaction.
func (db *DB) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return db.read.QueryContext(ctx, text, args...)
}

// Ready asks the database whether it takes writes.
func (db *DB) Ready(ctx context.Context) error {
	conn, err := db.writer(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if db.Dialect != Postgres {
		return conn.PingContext(ctx)
	}
	var readOnly string
	if err := conn.QueryRowContext(ctx, "show transaction_read_only").Scan(&readOnly); err != nil {
		return err
	}
	if readOnly == "on" {
		return ErrReadOnly
	}
	return nil
}

// ErrReadOnly says that a database takes no writes.
var ErrReadOnly = errors.New("the database can only be read: it is a standby, or its owner has set it so")

// Observe calls f with every statement from now on, and with the number of the
// connection that runs it; nil stops that.
func (db *DB) Observe(f func(conn uint64, sql string)) {
	if f == nil {
		db.observer.Store(nil)
		return
	}
	db.observer.Store(&f)
}

func (db *DB) see(conn uint64, text string) {
	if f := db.observer.Load(); f != nil {
		(*f)(conn, text)
	}
}

// Close closes every connection.
func (db *DB) Close() error {
	return errors.Join(db.read.Close(), db.write.Close())
}

// entDriver runs ent's own small transactions inside whatever is open already.
type entDriver struct{ *entsql.Driver }

// Tx begins nothing: InTx has begun.
func (d entDriver) Tx(context.Context) (dialect.Tx, error) { return dialect.NopTx(d), nil }

// redact hides the password of a database URL.
func redact(raw string) string {
	if u, err := url.Parse(raw); err == nil && u.User != nil {
		return u.Redacted()
	}
	return raw
}
