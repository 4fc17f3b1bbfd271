package store

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"
)

// How long the making of a connection may take, its greeting included, where the URL's
// connect_timeout says nothing: with several hosts less, because each of them has it.
const (
	connectTimeout     = 5 * time.Second
	connectTimeoutEach = 3 * time.Second
)

// session is what each connection is set to, whatever the owner of the database or of
// the role prefers. It is set after connecting, not while: poolers refuse start-up
// parameters that they do not know.
var session = []string{
	"timezone = 'UTC'",
	"default_transaction_isolation = 'read committed'",
	"idle_session_timeout = 0",
}

// writing is what the connections of the write path are set to on top.
//
// Their statements find rows by key and take their values as arrays. PostgreSQL would
// plan those anew for every call; one generic plan is as good. It must not read a whole
// table because that was empty when the plan was made: orders are, at first. Nor must it
// walk through the whole of an index to join it with a few values. jit would set in
// where a table has no other way to be read.
var writing = []string{
	"plan_cache_mode = force_generic_plan",
	"enable_seqscan = off",
	"enable_hashjoin = off",
	"enable_mergejoin = off",
	"jit = off",
}

func (db *DB) openPostgres(opts Options) error {
	db.Dialect = Postgres
	db.patience = opts.writeTimeout(db.Dialect)
	config, err := db.configure()
	if err != nil {
		return err
	}
	readOnly := "default_transaction_read_only = off"
	if opts.Mode == ReadOnly {
		readOnly = "default_transaction_read_only = on"
	}
	size := opts.MaxConnections
	if size == 0 {
		size = 20
	}
	writers := max(2, size/2)
	health := &health{}
	reader := dialer{health: health, silence: opts.readTimeout()}
	if db.read, err = db.openPool(config, reader, append(session, readOnly), max(2, size-writers)); err != nil {
		return err
	}
	// A stuck statement must not hold a group's requests for ever. The connection lasts
	// a little longer: the commit, which the server does not bound, ends with it.
	writer := dialer{health: health, silence: db.patience + lenience}
	settings := slices.Concat(session, writing, []string{readOnly, "statement_timeout = " + milliseconds(db.patience)})
	db.write, err = db.openPool(config, writer, settings, writers)
	return err
}

// configure reads the URL, and puts into it what it leaves open.
func (db *DB) configure() (pq.Config, error) {
	dsn, err := url.Parse(db.URL)
	if err != nil { // which has the password
		return pq.Config{}, errors.New("the URL cannot be read: want postgres://USER:PASSWORD@HOST:PORT/NAME, or for several hosts postgres://USER:PASSWORD@HOST1,HOST2/NAME?port=5432,5432")
	}
	config, err := pq.NewConfig(db.URL)
	if err != nil {
		return config, err
	}
	query := dsn.Query()
	each := connectTimeout
	if len(config.Multi) > 0 {
		each = connectTimeoutEach
		if config.TargetSessionAttrs == "" { // a standby must not be taken for the primary
			query.Set("target_session_attrs", string(pq.TargetSessionAttrsReadWrite))
		}
	}
	if config.ConnectTimeout <= 0 {
		query.Set("connect_timeout", strconv.Itoa(int(each/time.Second)))
	}
	if config.SSLMode == "" && isLocal(config) {
		query.Set("sslmode", string(pq.SSLModeDisable))
	}
	dsn.RawQuery = query.Encode()
	db.dsn = dsn.String()
	return pq.NewConfig(db.dsn)
}

func (db *DB) openPool(config pq.Config, d dialer, settings []string, size int) (*sql.DB, error) {
	bare, err := newHosts(config, d)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector{
		Connector: bare, observe: db.see, health: d.health, setUp: "set " + strings.Join(settings, "; set "), patience: config.ConnectTimeout,
	})
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return pool, nil
}

// IsLocalServer reports whether a database URL names a PostgreSQL on this machine.
func IsLocalServer(raw string) bool {
	if !strings.HasPrefix(raw, "postgres") {
		return false
	}
	config, err := pq.NewConfig(raw)
	return err == nil && isLocal(config)
}

// isLocal reports whether every host is reached without a network: by a loopback
// address, or by a socket in the file system.
func isLocal(config pq.Config) bool {
	local := func(host string, address netip.Addr) bool {
		if parsed, err := netip.ParseAddr(host); err == nil && !address.IsValid() {
			address = parsed
		}
		if address.IsValid() {
			return address.IsLoopback()
		}
		return host == "localhost" || strings.HasPrefix(host, "/")
	}
	return local(config.Host, config.Hostaddr) && !slices.ContainsFunc(config.Multi, func(h pq.ConfigMultihost) bool { return !local(h.Host, h.Hostaddr) })
}

// expected is what the owner of a database or role may set otherwise, by which the mall's
// own connections are not moved: others, such as reports, may be.
var expected = map[string]string{"default_transaction_isolation": "read committed", "default_transaction_read_only": "off"}

// Overridden names what the owner of a PostgreSQL database or role has set otherwise than
// the mall needs it, such as "default_transaction_isolation = serializable".
func (db *DB) Overridden(ctx context.Context) (found []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(expected)) {
		value, err := db.resetValue(ctx, name)
		if err != nil {
			return nil, err
		}
		if value != expected[name] {
			found = append(found, name+" = "+value)
		}
	}
	return found, nil
}

// resetValue is what a parameter has in new sessions; one that this version does not know
// is as the mall needs it.
func (db *DB) resetValue(ctx context.Context, name string) (value string, err error) {
	rows, err := db.Query(ctx, "select reset_val from pg_settings where name = $1", name)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	value = expected[name]
	for rows.Next() {
		if err := rows.Scan(&value); err != nil {
			return "", err
		}
	}
	return value, rows.Err()
}
