package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"runtime/debug"
	"time"

	"pointsmall/mall/seed"
	"pointsmall/mall/store"
	"pointsmall/server"
)

// memoryLimit is how much memory a server does with, in bytes, before it collects more
// often. SQLite's own comes on top.
const memoryLimit = 400 << 20

type serveCmd struct {
	Listen  string        `help:"Address to listen on." default:"127.0.0.1:8080" env:"POINTSMALL_LISTEN" placeholder:"HOST:PORT"`
	Migrate bool          `help:"Bring the database's tables up to date before serving." default:"true" negatable:"" env:"POINTSMALL_MIGRATE"`
	Demo    bool          `help:"Add the demo data if the database is empty, and print what to try." env:"POINTSMALL_DEMO"`
	Grace   time.Duration `help:"How long to wait at shutdown for requests that are being answered." default:"15s" env:"POINTSMALL_GRACE"`

	server.Config `embed:""`
}

// Validate refuses an address that is none, and a gateway key that could be guessed.
func (cmd *serveCmd) Validate() error {
	return errors.Join(checkListen(cmd.Listen), server.CheckGatewayKey(cmd.GatewayKey))
}

// Run serves until it is told to stop.
func (cmd *serveCmd) Run(ctx context.Context, c *cli) error {
	// What a request writes goes on without its deadline; the database has it instead.
	options := store.Options{WriteTimeout: cmd.RequestTimeout, ReadTimeout: readTimeout(cmd.RequestTimeout)}
	open := c.open
	if cmd.Migrate {
		open = c.openAny
	}
	db, err := open(ctx, options)
	if err != nil {
		return err
	}
	collectLess()
	cmd.AnchorKey = []byte(c.AnchorKey)
	err = cmd.serve(ctx, c, db)
	return errors.Join(err, db.Close())
}

// readTimeout is how long a server waits for an answer to reads that no request bounds:
// who calls, what the settings are, what has become due.
func readTimeout(request time.Duration) time.Duration {
	if request <= 0 {
		return time.Minute
	}
	return request
}

// collectLess lets the heap grow further between garbage collections than Go does
// by default: the server's is small (some 20 MB), and collecting it took a seventh
// of its time under load. Under attack it is larger, and must not grow to five times
// that: near memoryLimit it is collected more often. GOGC and GOMEMLIMIT still have
// their way.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(800)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

func (cmd *serveCmd) serve(ctx context.Context, c *cli, db *store.DB) error {
	if cmd.Migrate {
		applied, err := migrate(ctx, db)
		if err != nil {
			return err
		}
		if len(applied) > 0 {
			slog.Info("migrated", "applied", applied)
		}
	}
	if cmd.Demo {
		if err := c.seedDemo(ctx, db); err != nil && !errors.Is(err, seed.ErrNotEmpty) {
			return err
		}
	}
	owned, err := seed.HasOwner(ctx, db)
	if err != nil {
		return err
	}
	if !owned {
		slog.Warn("nobody can run this mall yet: stop the server and run `pointsmall init`, or `pointsmall staff add` where the mall has begun already")
	}
	listener, err := listen(cmd.Listen)
	if err != nil {
		return err
	}
	url := cmd.PublicURL
	if url == "" {
		url = "http://" + listener.Addr().String()
	}
	config := cmd.Config
	config.PublicURL = url
	if config.Media, err = c.files(); err != nil {
		return errors.Join(err, listener.Close())
	}
	s, err := server.New(ctx, db, config)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	go shareProcessors(ctx, c.Database, s.Running)
	served := make(chan error, 1)
	go func() { served <- s.Serve(listener) }()
	slog.Info("serving", "address", listener.Addr().String(), "graphql", url+"/graphql", "dialect", string(db.Dialect), "version", version())
	if cmd.Demo {
		if err := printExamples(ctx, os.Stdout, s, url); err != nil {
			slog.Warn("the demo data is not there; nothing to try is printed", "error", err)
		}
	}
	select {
	case err = <-served:
		slog.Error("the server stopped", "error", err)
	case <-ctx.Done():
		slog.Info("shutting down", "grace", cmd.Grace.String())
	}
	grace, cancel := context.WithTimeout(context.Background(), cmd.Grace)
	defer cancel()
	return errors.Join(err, s.Close(grace))
}
