package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/lib/pq"
	"modernc.org/sqlite"

	"pointsmall/ent"
)

// DB is an open database. Make one with Open.
type DB struct {
	Dialect Dialect
	// URL is what Open was given.
	URL string

	// write runs transactions, read the rest. SQLite has a single writer, and
	// readers that never wait for it; on PostgreSQL they differ in their planning.
	write, read *sql.DB
	// patience bounds the wait for one of write's connections.
	patience time.Duration
	ent      *ent.Client
	observer atomic.Pointer[func(conn uint64, sql string)]
	// checkLocks is true in tests: see CheckLocks.
	checkLocks bool
}

// Options tune Open.
type Options struct {
	// MaxConnections bounds the connections to PostgreSQL; 0 means 20.
	MaxConnections int
	// WriteTimeout bounds each statement of a transaction that may write, the time it
	// waits for locks included, on SQLite the wait for its single writer, and before
	// that the wait for a connection. 0 means 30 seconds on PostgreSQL and 10 on SQLite.
	WriteTimeout time.Duration
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

// Open opens the database at url: "sqlite:PATH" or "postgres://…". It makes the
// folder of a SQLite file, but no tables: see Migrate.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	db := &DB{URL: url}
	var err error
	switch scheme, rest, _ := strings.Cut(url, ":"); scheme {
	case "sqlite":
		err = db.openSQLite(rest, opts)
	case "postgres", "postgresql":
		err = db.openPostgres(opts)
	default:
		return nil, fmt.Errorf("database %q: want sqlite:PATH or postgres://USER@HOST/NAME", redact(url))
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", redact(url), err)
	}
	if err := db.write.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("reach %s: %w", redact(url), err), db.Close())
	}
	db.ent = ent.NewClient(ent.Driver(entDriver{entsql.NewDriver(string(db.Dialect), entsql.Conn{ExecQuerier: db.read})}))
	return db, nil
}

func (db *DB) openSQLite(path string, opts Options) error {
	db.Dialect = SQLite
	db.patience = opts.writeTimeout(db.Dialect)
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return err
		}
	}
	// synchronous(FULL): a commit that was answered survives a power cut.
	dsn := "file:" + path + "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(" + milliseconds(db.patience) + ")&_pragma=foreign_keys(1)" +
		"&_pragma=synchronous(FULL)&_pragma=cache_size(-16000)&_time_format=sqlite"
	db.write = sql.OpenDB(connector{sqliteConnector(dsn + "&_txlock=immediate"), db.see})
	db.write.SetMaxOpenConns(1)
	db.read = sql.OpenDB(connector{sqliteConnector(dsn + "&_pragma=query_only(1)"), db.see})
	db.read.SetMaxOpenConns(4)
	db.read.SetMaxIdleConns(4)
	return nil
}

type sqliteConnector string

// Connect opens one connection.
func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	return new(sqlite.Driver).Open(string(c))
}

// Driver is the SQLite driver.
func (c sqliteConnector) Driver() driver.Driver { return new(sqlite.Driver) }

func (db *DB) openPostgres(opts Options) error {
	db.Dialect = Postgres
	db.patience = opts.writeTimeout(db.Dialect)
	dsn, err := url.Parse(db.URL)
	if err != nil {
		return errors.New("the URL cannot be read: want postgres://USER:PASSWORD@HOST:PORT/NAME")
	}
	query := dsn.Query()
	if !query.Has("sslmode") && isLocal(dsn) {
		query.Set("sslmode", "disable")
	}
	query.Set("timezone", "UTC")
	size := opts.MaxConnections
	if size == 0 {
		size = 20
	}
	writers := max(2, size/2)
	dsn.RawQuery = query.Encode()
	if db.read, err = db.openPool(dsn.String(), max(2, size-writers)); err != nil {
		return err
	}
	// The statements of the write path find rows by key and take their values as
	// arrays. PostgreSQL would plan those anew for every call; one generic plan is
	// as good. It must not read a whole table because that was empty when the plan
	// was made: orders are, at first.
	query.Set("plan_cache_mode", "force_generic_plan")
	query.Set("enable_seqscan", "off")
	// Nor must it walk through the whole of an index to join it with a few values.
	query.Set("enable_hashjoin", "off")
	query.Set("enable_mergejoin", "off")
	query.Set("jit", "off") // it would set in where a table has no other way to be read
	// A stuck statement must not hold a group's requests forever.
	query.Set("statement_timeout", milliseconds(db.patience))
	dsn.RawQuery = query.Encode()
	db.write, err = db.openPool(dsn.String(), writers)
	return err
}

// IsLocalServer reports whether a database URL names a PostgreSQL on this machine.
func IsLocalServer(raw string) bool {
	dsn, err := url.Parse(raw)
	return err == nil && strings.HasPrefix(dsn.Scheme, "postgres") && isLocal(dsn)
}

// isLocal reports whether a server is reached without a network: by a loopback
// address, or by a socket in the file system.
func isLocal(dsn *url.URL) bool {
	host := dsn.Hostname()
	if socket := dsn.Query().Get("host"); socket != "" {
		host = socket
	}
	address, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasPrefix(host, "/") || (err == nil && address.IsLoopback())
}

func (db *DB) openPool(dsn string, size int) (*sql.DB, error) {
	bare, err := pq.NewConnector(dsn)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector{bare, db.see})
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, nil
}

// Ent is the client for reads outside a transaction. It cannot write.
func (db *DB) Ent() *ent.Client { return db.ent }

// Query runs a read outside a transaction.
func (db *DB) Query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	return db.read.QueryContext(ctx, text, args...)
}

// Ping asks the database whether it answers.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

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
