package store_test

import (
	"context"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// link is a way to a PostgreSQL server that can freeze: what is sent is taken, and
// nothing comes back.
type link struct {
	listener net.Listener
	server   string
	frozen   atomic.Bool
	// taken counts the connections.
	taken atomic.Int64
	mu    sync.Mutex
	ends  []net.Conn
}

// newLink makes a way to the server of a database's URL; without one, nobody answers.
func newLink(t *testing.T, database string) *link {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	l := &link{listener: listener}
	if database != "" {
		u, err := url.Parse(database)
		require.NoError(t, err)
		l.server = u.Host
	}
	go l.serve()
	t.Cleanup(func() {
		_ = listener.Close()
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, end := range l.ends {
			_ = end.Close()
		}
	})
	return l
}

func (l *link) serve() {
	for {
		client, err := l.listener.Accept()
		if err != nil {
			return
		}
		l.taken.Add(1)
		l.mu.Lock()
		l.ends = append(l.ends, client)
		l.mu.Unlock()
		if l.server == "" {
			continue
		}
		server, err := net.Dial("tcp", l.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		l.mu.Lock()
		l.ends = append(l.ends, server)
		l.mu.Unlock()
		froze := new(atomic.Bool) // a connection that was frozen stays so
		go l.pass(client, server, froze)
		go l.pass(server, client, froze)
	}
}

func (l *link) pass(from, to net.Conn, froze *atomic.Bool) {
	defer func() { _ = to.Close() }() // the other side has closed it, or will
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if l.frozen.Load() {
			froze.Store(true)
		}
		if froze.Load() {
			if err != nil {
				return
			}
			continue
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// through is the database's URL by way of links, which are tried in their order.
func through(t *testing.T, database string, links ...*link) string {
	t.Helper()
	u, err := url.Parse(database)
	require.NoError(t, err)
	hosts, ports := "", ""
	for i, l := range links {
		host, port, err := net.SplitHostPort(l.listener.Addr().String())
		require.NoError(t, err)
		if i > 0 {
			hosts, ports = hosts+",", ports+","
		}
		hosts, ports = hosts+host, ports+port
	}
	query := u.Query()
	query.Set("port", ports)
	u.Host, u.RawQuery = hosts, query.Encode()
	return u.String()
}

// slack is how late something may be on a machine that is busy.
const slack = 10 * time.Second

// A server that falls silent holds up no write and no read, and when it answers again, on
// new connections alone, so does the mall at once.
func TestAServerThatFallsSilentIsGivenUp(t *testing.T) {
	t.Parallel()
	url := malltest.Postgres(t)
	way := newLink(t, url)
	const limit = time.Second
	db, err := store.Open(t.Context(), through(t, url, way)+"&connect_timeout=3", store.Options{MaxConnections: 12, WriteTimeout: limit, ReadTimeout: limit})
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	nothing := func(context.Context, *store.Tx) error { return nil }
	// All connections of the pool that writes are made, and then idle.
	var nest func(depth int) error
	nest = func(depth int) error {
		return db.InTx(t.Context(), func(context.Context, *store.Tx) error {
			if depth == 1 {
				return nil
			}
			return nest(depth - 1)
		})
	}
	require.NoError(t, nest(6))
	ask := func(ctx context.Context) error {
		rows, err := db.Query(ctx, "select id from settings")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			continue
		}
		return rows.Err()
	}
	require.NoError(t, ask(t.Context()))
	require.NoError(t, db.Ready(t.Context()))

	way.frozen.Store(true)
	hurried, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	for name, wait := range map[string]func() error{
		"a write":                  func() error { return db.InTx(hurried, nothing) },
		"a read":                   func() error { return ask(context.WithoutCancel(t.Context())) },
		"a read of a request":      func() error { return ask(hurried) },
		"whether writes are taken": func() error { return db.Ready(hurried) },
		"a write in one statement": func() error {
			return db.InOneStatement(hurried, func(ctx context.Context, tx *store.Tx) error { return tx.Each(ctx, nil, "select 1 where false") })
		},
		"a state for long readings": func() error { return db.Snapshot(hurried, nothing) },
	} {
		began := time.Now()
		assert.Error(t, wait(), name)
		assert.Less(t, time.Since(began), limit+slack, name)
	}

	way.frozen.Store(false)
	began := time.Now()
	require.NoError(t, nest(6), "every old connection is dead, and none of them is used")
	assert.Less(t, time.Since(began), slack)
	require.NoError(t, ask(t.Context()))
}

// The host that served last is asked first: one that is down costs its time once.
func TestAHostThatIsDownCostsItsTimeOnce(t *testing.T) {
	t.Parallel()
	url := malltest.Postgres(t)
	dead, alive := newLink(t, ""), newLink(t, url)
	db, err := store.Open(t.Context(), through(t, url, dead, alive)+"&connect_timeout=3", store.Options{MaxConnections: 12})
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	var nest func(depth int) error
	nest = func(depth int) error {
		return db.InTx(t.Context(), func(context.Context, *store.Tx) error {
			if depth == 1 {
				return nil
			}
			return nest(depth - 1)
		})
	}
	require.NoError(t, nest(5))
	assert.EqualValues(t, 1, dead.taken.Load())
	assert.GreaterOrEqual(t, alive.taken.Load(), int64(5))
}

// What the owner of a database has set moves the mall's connections in nothing.
func TestTheOwnersSettingsDoNotMoveTheMall(t *testing.T) {
	t.Parallel()
	url := malltest.Postgres(t)
	before := open(t, url)
	var name string
	require.NoError(t, before.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return tx.Each(ctx, func(scan func(...any) error) error { return scan(&name) }, "select current_database()")
	}))
	for _, setting := range []string{"default_transaction_isolation = 'repeatable read'", "default_transaction_read_only = on", "timezone = 'Asia/Tokyo'", "statement_timeout = '1h'"} {
		require.NoError(t, before.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, `alter database "`+name+`" set `+setting)
			return err
		}))
	}
	db, err := store.Open(t.Context(), url, store.Options{WriteTimeout: 7 * time.Second})
	require.NoError(t, err)
	defer func() { assert.NoError(t, db.Close()) }()
	want := map[string]string{
		"transaction_isolation": "read committed", "transaction_read_only": "off", "timezone": "UTC", "statement_timeout": "7s",
		"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off", "jit": "off",
	}
	require.NoError(t, db.InOneStatement(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for setting, value := range want {
			var got string
			if err := tx.Each(ctx, func(scan func(...any) error) error { return scan(&got) }, "select current_setting($1)", setting); err != nil {
				return err
			}
			assert.Equal(t, value, got, setting)
		}
		return nil
	}))
	found, err := db.Overridden(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []string{"default_transaction_isolation = repeatable read", "default_transaction_read_only = on"}, found)
	require.NoError(t, db.Ready(t.Context()))
}

// A pooler in transaction mode takes prepared statements away; the error says what to do.
func TestALostStatementHintsAtThePooler(t *testing.T) {
	t.Parallel()
	db := open(t, malltest.Postgres(t))
	err := db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for range 2 {
			if err := tx.Each(ctx, func(func(...any) error) error { return nil }, "select id from settings where id = $1", "x"); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, "deallocate all"); err != nil {
				return err
			}
		}
		return nil
	})
	assert.ErrorContains(t, err, "session mode")
}
