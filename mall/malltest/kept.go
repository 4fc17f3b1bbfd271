package malltest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"pointsmall/mall/store"
)

// kept are databases on PostgreSQL that tests of this process have left, emptied and open.
// A new one costs PostgreSQL a quarter of a second of processor time before a test is over:
// the copy, then connections that know nothing of its tables yet. They stay on the server when
// the process ends; the next one drops those that nobody is connected to.
var kept struct {
	sync.Mutex
	idle []*store.DB
}

// keptName is how the names of such databases begin.
const keptName = "pointsmall_kept_"

// lifeLock is the first number of the advisory locks of processes that keep databases.
const lifeLock int32 = 701699

// borrow is an open, migrated and empty database on PostgreSQL that the test has for itself.
// When it ends well the database is emptied and kept for others; else it stays as it is.
func borrow(t *testing.T) *store.DB {
	t.Helper()
	db, err := takeKept(t.Context(), t)
	require.NoError(t, err)
	t.Cleanup(func() {
		db.Observe(nil)
		if t.Failed() {
			t.Logf("the test's database stays: %s", db.URL)
			require.NoError(t, db.Close())
			return
		}
		require.NoError(t, empty(context.Background(), db))
		kept.Lock()
		defer kept.Unlock()
		kept.idle = append(kept.idle, db)
	})
	return db
}

func takeKept(ctx context.Context, t *testing.T) (*store.DB, error) {
	t.Helper()
	kept.Lock()
	if n := len(kept.idle); n > 0 {
		db := kept.idle[n-1]
		kept.idle = kept.idle[:n-1]
		kept.Unlock()
		return db, nil
	}
	kept.Unlock()
	db, err := store.Open(ctx, migrated.keepPostgres(t), store.Options{})
	if err != nil {
		return nil, err
	}
	db.CheckLocks()
	return db, inOne(ctx, db, rememberRows)
}

// rememberRows sets the rows aside that the migrations make, and lets rows be deleted in any
// order.
const rememberRows = `
create schema pristine;
do $$
declare t text; c record; filled boolean;
begin
  for t in select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
    execute format('select exists (select from public.%I)', t) into filled;
    if filled then execute format('create table pristine.%I as table public.%I', t, t); end if;
  end loop;
  for c in select conname, conrelid::regclass as tab from pg_constraint where contype = 'f' loop
    execute format('alter table %s alter constraint %I deferrable initially immediate', c.tab, c.conname);
  end loop;
end $$`

// forgetRows makes every table hold what the migrations made, no more.
const forgetRows = `
set constraints all deferred;
do $$
declare t record;
begin
  for t in
    select relname, pg_relation_size(c.oid) as size, exists (select from pg_class p where p.relnamespace = 'pristine'::regnamespace and p.relname = c.relname) as seeded
    from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(c.oid) > 0
  loop
    if t.size > 256 * 1024 and not t.seeded then execute format('truncate public.%I cascade', t.relname);
    else execute format('delete from public.%I', t.relname); end if;
    if t.seeded then execute format('insert into public.%I table pristine.%I', t.relname, t.relname); end if;
  end loop;
end $$`

func empty(ctx context.Context, db *store.DB) error {
	if err := inOne(ctx, db, forgetRows); err != nil {
		return fmt.Errorf("empty %s: %w", db.URL, err)
	}
	return nil
}

func inOne(ctx context.Context, db *store.DB, statements string) error {
	return db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, statements)
		return err
	})
}

// keepPostgres is the URL of a copy that no test's end drops.
func (x *Template) keepPostgres(t *testing.T) string {
	t.Helper()
	_, err := x.postgres()
	require.NoError(t, err)
	server, err := admin()
	require.NoError(t, err)
	name := fmt.Sprintf("%s%d_%s", keptName, server.life, rand.Text())
	require.NoError(t, server.copyDatabase(t.Context(), name, x.database()))
	return server.url(name)
}

// liveOn marks the process as running, for as long as it runs, by a lock of its own, whose
// number is in the names of the databases that it keeps; and drops those of processes that
// run no more.
func (p *postgres) liveOn(ctx context.Context) error {
	conn, err := p.db.Conn(ctx) // it closes with the process
	if err != nil {
		return err
	}
	p.life = mathrand.Int32()
	if _, err := conn.ExecContext(ctx, "select pg_advisory_lock($1, $2)", lifeLock, p.life); err != nil {
		return err
	}
	names, err := namesOf(ctx, conn, `select datname from pg_database where datname like $1 || '%' and not exists
		(select from pg_locks where locktype = 'advisory' and classid = $2 and objid = split_part(substr(datname, $3), '_', 1)::int)`, keptName, lifeLock, len(keptName)+1)
	if err != nil {
		return err
	}
	for _, name := range names {
		err = errors.Join(err, p.exec(ctx, fmt.Sprintf("drop database if exists %q with (force)", name)))
	}
	return err
}

// namesOf reads the names that a query finds.
func namesOf(ctx context.Context, conn *sql.Conn, query string, args ...any) (names []string, err error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
