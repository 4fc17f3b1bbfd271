package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"pointsmall/mall/access"
	"pointsmall/mall/access/openid"
	"pointsmall/mall/job"
	"pointsmall/mall/payment/testpay"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
	"pointsmall/server/address"
	"pointsmall/server/rate"
	"pointsmall/server/stream"
)

// Server is a running mall on one database. Make one with New, end it with Close.
type Server struct {
	// Services are what the server serves, for programs that embed it.
	Services *wiring.Services

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
	sent    chan struct{} // closed when no message is sent any more
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
	services, err := wiring.New(ctx, db, config.Clock)
	if err != nil {
		return nil, err
	}
	services.Access.Limits, services.Access.RefreshGrace = config.SignIn, config.RefreshGrace
	services.Catalog.Remember(max(config.SearchMemory, 0))
	services.Anchors.Key, services.Lotteries.Seeds.Key = config.AnchorKey, config.AnchorKey
	services.Lotteries.Seeds.Required = config.Production
	if config.Production {
		services.Catalog.Begin()
	}
	if err := services.OfferPayments(config.Payments, config.PublicURL); err != nil {
		services.Close()
		return nil, err
	}
	services.Audit.Key = config.AnchorKey
	services.SignMembersIn(wiring.MemberSettings{
		OpenID: config.MemberOpenID, WeChat: config.MemberWeChat, Console: config.ConsoleURL, SMSGateway: config.SMSGateway,
		Key: config.AnchorKey, KeyRequired: config.Production,
	})
	services.Access.Secrets = access.Vault{Key: config.AnchorKey, Required: config.Production}
	if len(config.StaffPasskeyOrigins) > 0 {
		if services.Access.Passkeys, err = access.NewPasskeys(config.StaffPasskeyOrigins); err != nil {
			services.Close()
			return nil, fmt.Errorf("--staff-passkey-origins: %w", err)
		}
	}
	if config.StaffOpenID.On() {
		services.Access.OpenID = openid.New(config.StaffOpenID, config.Clock)
	}
	services.Media.Files = config.Media
	if !config.Production {
		services.Checkout.Offer(testpay.Provider{PublicURL: config.PublicURL})
	}
	s := &Server{
		Services: services, db: db, config: config, proxies: proxies, rates: rate.New(config.Rate),
		relay: make(chan struct{}), worked: make(chan struct{}), sent: make(chan struct{}), followed: make(chan struct{}),
	}
	s.streams, s.cancel = context.WithCancel(context.Background())
	s.gate = stream.NewGate(s.streams, config.Streams)
	if err := s.prepare(ctx); err != nil {
		s.cancel()
		services.Close()
		return nil, err
	}
	s.work()
	return s, nil
}

// prepare makes what answers requests.
func (s *Server) prepare(ctx context.Context) error {
	if err := s.Services.Access.EnsureKey(ctx); err != nil {
		return err
	}
	routes, err := s.routes()
	if err != nil {
		return err
	}
	s.http = &http.Server{
		Handler:           routes,
		ReadHeaderTimeout: s.config.HeaderTimeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	return nil
}

// work starts what goes on beside the requests, until the streams end.
func (s *Server) work() {
	go func() {
		defer close(s.relay)
		s.Services.Bus.Run(s.streams)
	}()
	go func() {
		defer close(s.followed)
		s.Services.Settings.Run(s.streams)
	}()
	go func() {
		defer close(s.sent)
		s.Services.Notices.Run(s.streams)
	}()
	go func() {
		defer close(s.worked)
		if !s.config.NoJobs {
			job.NewRunner(s.db, s.config.Clock, s.Services.Jobs()).Run(s.streams)
		}
	}()
}

// Serve answers requests on l until Close. It returns nil after Close.
func (s *Server) Serve(l net.Listener) error {
	if err := s.http.Serve(patient{l}); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
