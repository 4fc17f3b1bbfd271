package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	_ "github.com/lib/pq" // for the bench's own housekeeping
)

// The bench's databases. They are made anew and dropped at the end.
const (
	mallDatabase      = "bench_mall"
	catalogDatabase   = "bench_catalog"
	checkoutDatabase  = "bench_checkout"
	yardstickDatabase = "bench_yardstick"
	ledgerDatabase    = "bench_ledger"
	earningDatabase   = "bench_earning"
	revisionDatabase  = "bench_revision"
	beforeDatabase    = "bench_before"
)

// cluster is the PostgreSQL server that holds the bench's databases.
type cluster struct {
	url *url.URL // of a database that is there already
	bin string   // folder of pgbench and psql; "" means PATH
}

// findCluster reads what scripts/with-postgres tells.
func findCluster() (cluster, error) {
	raw := os.Getenv("POINTSMALL_TEST_POSTGRES")
	if raw == "" {
		return cluster{}, errors.New("POINTSMALL_TEST_POSTGRES names no PostgreSQL server: run `make bench`, or scripts/with-postgres --durable go run ./bench")
	}
	u, err := url.Parse(raw)
	if err != nil {
		return cluster{}, errors.New("POINTSMALL_TEST_POSTGRES is not a URL such as postgres://USER:PASSWORD@HOST:PORT/NAME")
	}
	return cluster{u, os.Getenv("POINTSMALL_POSTGRES_BIN")}, nil
}

// of is the URL of one of the server's databases.
func (c cluster) of(database string) string {
	u := *c.url
	u.Path = "/" + database
	return u.String()
}

// tool is the path of one of PostgreSQL's programs.
func (c cluster) tool(name string) (string, error) {
	if c.bin != "" {
		return filepath.Join(c.bin, name), nil
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("PostgreSQL's %s is not on PATH; POINTSMALL_POSTGRES_BIN can name its folder: %w", name, err)
	}
	return path, nil
}

// exec runs statements, one after the other.
func (c cluster) exec(ctx context.Context, database string, statements ...string) (err error) {
	db, err := sql.Open("postgres", c.of(database))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// value reads one value.
func (c cluster) value(ctx context.Context, database, query string, into any) (err error) {
	db, err := sql.Open("postgres", c.of(database))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.QueryRowContext(ctx, query).Scan(into)
}

// create makes a database, in place of an older one of that name.
func (c cluster) create(ctx context.Context, database string) error {
	if err := c.drop(ctx, database); err != nil {
		return err
	}
	return c.exec(ctx, c.home(), "create database "+database)
}

func (c cluster) drop(ctx context.Context, database string) error {
	return c.exec(ctx, c.home(), "drop database if exists "+database+" with (force)")
}

func (c cluster) home() string { return c.url.Path[min(1, len(c.url.Path)):] }

// pointsmall runs one of the mall's commands to its end.
func (b *bench) pointsmall(ctx context.Context, database string, args ...string) (string, error) {
	return output(command(ctx, b.program("pointsmall"), append([]string{"--database", database}, args...)...))
}

// unlimited has a server serve what no callers of a mall would ask: all load comes from
// one address and few callers.
var unlimited = []string{"--rate-address=-1", "--rate-member=-1", "--rate-staff=-1", "--rate-partner=-1", "--rate-gateway=-1"}

// serve starts the mall on a database.
func (b *bench) serve(ctx context.Context, database, name string, more ...string) (*child, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	args := slices.Concat([]string{"--database", database, "serve", "--listen", address}, unlimited, more)
	return startServer(ctx, address, "/readyz", filepath.Join(b.dir, name+".log"), b.program("pointsmall"), args...)
}

// seedMall makes a database of members and SKUs.
func (b *bench) seedMall(ctx context.Context) error {
	b.progress.say("making %s: %s members, %s SKUs", mallDatabase, whole(float64(b.members)), whole(float64(b.skus)))
	if err := b.cluster.create(ctx, mallDatabase); err != nil {
		return err
	}
	url := b.cluster.of(mallDatabase)
	if _, err := b.pointsmall(ctx, url, "migrate"); err != nil {
		return err
	}
	if _, err := b.pointsmall(ctx, url, "seed", "bench", "--members", strconv.Itoa(b.members), "--skus", strconv.Itoa(b.skus)); err != nil {
		return err
	}
	return b.cluster.exec(ctx, mallDatabase, "vacuum analyze")
}

// seedYardstick makes the yardstick's database of the same size.
func (b *bench) seedYardstick(ctx context.Context) error {
	b.progress.say("making %s", yardstickDatabase)
	if err := b.cluster.create(ctx, yardstickDatabase); err != nil {
		return err
	}
	psql, err := b.cluster.tool("psql")
	if err != nil {
		return err
	}
	_, err = output(command(ctx, psql, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--set", fmt.Sprint("members=", b.members), "--set", fmt.Sprint("skus=", b.skus),
		"--file", filepath.Join(b.root, "bench/yardstick/schema.sql"), b.cluster.of(yardstickDatabase)))
	if err != nil {
		return err
	}
	return b.cluster.exec(ctx, yardstickDatabase, "vacuum analyze", "checkpoint") // of both databases
}

// dropAll removes the databases, even when the bench was interrupted.
func (b *bench) dropAll() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	var err error
	for _, name := range b.databases {
		err = errors.Join(err, b.cluster.drop(ctx, name))
	}
	return err
}
