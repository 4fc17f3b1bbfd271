package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"pointsmall/graph"
	"pointsmall/graph/loader"
	"pointsmall/mall/access"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/game"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/event"
	"pointsmall/mall/exchange"
	"pointsmall/mall/job"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/partner/usage"
	"pointsmall/mall/setting"
	"pointsmall/mall/simulate"
	"pointsmall/mall/store"
	"pointsmall/mall/tiering"
	"pointsmall/server/address"
	"pointsmall/server/rate"
	"pointsmall/server/stream"
)

// Server is a running mall on one database. Make one with New, end it with Close.
type Server struct {
	// Services are what the server serves, for programs that embed it.
	Services *graph.Resolver

	db      *store.DB
	config  Config
	http    *http.Server
	gate    *stream.Gate
	proxies address.Proxies
	rates   *rate.Limiter
	running atomic.Int64    // queries and mutations
	streams context.Context // ends when subscriptions must
	cancel  context.CancelFunc
	relay   chan struct{} // closed when the bus has stopped
	worked  chan struct{} // closed when no job runs any more
	// followed is closed when the settings are not followed any more.
	followed chan struct{}
}

// New wires a server to a migrated database.
func New(ctx context.Context, db *store.DB, config Config) (*Server, error) {
	config = config.OrDefaults()
	if err := config.check(); err != nil {
		return nil, err
	}
	proxies, err := address.ParseProxies(config.TrustedProxies)
	if err != nil {
		return nil, err
	}
	clock := config.Clock
	bus := event.NewBus(db)
	settings, err := setting.Open(ctx, db, bus, clock)
	if err != nil {
		return nil, err
	}
	fixed := settings.Current() // the currency and the zone are
	signIn, err := access.New(ctx, db, bus, clock)
	if err != nil {
		return nil, err
	}
	signIn.Limits = config.SignIn
	s := &Server{db: db, config: config, proxies: proxies, rates: rate.New(config.Rate), relay: make(chan struct{}), worked: make(chan struct{}), followed: make(chan struct{})}
	s.streams, s.cancel = context.WithCancel(context.Background())
	s.gate = stream.NewGate(s.streams, config.Streams)
	s.Services = &graph.Resolver{
		Access:    signIn,
		Members:   member.New(db),
		Catalog:   catalog.New(db),
		Ledger:    ledger.New(db, bus, clock, fixed.Zone),
		Orders:    order.New(db, bus, clock),
		Exchanges: exchange.New(db, bus, clock, fixed.Currency, fixed.Zone),
		Earning:   earning.New(db, bus, clock, settings),
		Rules:     rule.New(db, clock),
		Activity:  activity.New(db),
		Tasks:     task.New(db, clock),
		Referrals: referral.New(db),
		Tiering:   tiering.New(db, bus, clock, settings),
		Codes:     scancode.NewService(db, clock),
		Games:     game.New(db, clock),
		Usage:     usage.New(db, clock, fixed.Zone),
		Settings:  settings,
		Currency:  fixed.Currency,

		MaxRepresentations: config.MaxRepresentations,
		Allowance:          s.allowance,
	}
	s.Services.Simulations = simulate.New(db, settings, s.Services.Rules)
	signIn.OnSignUp(s.Services.Earning.Welcome)
	routes, err := s.routes()
	if err != nil {
		s.Services.Usage.Close()
		return nil, err
	}
	go func() {
		defer close(s.relay)
		bus.Run(s.streams)
	}()
	go func() {
		defer close(s.followed)
		settings.Run(s.streams)
	}()
	go func() {
		defer close(s.worked)
		if !config.NoJobs {
			job.NewRunner(db, clock, jobsOf(s.Services.Ledger, s.Services.Tiering, settings)).Run(s.streams)
		}
	}()
	s.http = &http.Server{
		Handler:           routes,
		ReadHeaderTimeout: config.HeaderTimeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	return s, nil
}

// sources are what the response's loaders read from.
func (s *Server) sources() loader.Sources {
	return loader.Sources{
		Catalog: s.Services.Catalog, Ledger: s.Services.Ledger, Orders: s.Services.Orders, Members: s.Services.Members,
		Grants: grant.New(s.db), Rules: s.Services.Rules, Tasks: s.Services.Tasks, Earning: s.Services.Earning,
	}
}

// Handler answers the server's HTTP requests.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// Serve answers requests on l until Close. It returns nil after Close.
func (s *Server) Serve(l net.Listener) error {
	if err := s.http.Serve(patient{l}); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
