package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync/atomic"

	"github.com/lib/pq"
)

// hosts opens connections to the first of a URL's hosts that serves. It begins with the
// one that did last, so that after a failover the host that is down costs the time of a
// connection once, and not for each connection that is made.
type hosts struct {
	each []*pq.Connector
	// names say HOST:PORT of each.
	names []string
	last  atomic.Int64
}

// newHosts makes a connector to the hosts of config.
func newHosts(config pq.Config, d pq.Dialer) (*hosts, error) {
	h := &hosts{}
	all := append([]pq.ConfigMultihost{{Host: config.Host, Hostaddr: config.Hostaddr, Port: config.Port}}, config.Multi...)
	for _, host := range all {
		one := config.Clone()
		one.Host, one.Hostaddr, one.Port, one.Multi = host.Host, host.Hostaddr, host.Port, nil
		connector, err := pq.NewConnectorConfig(one)
		if err != nil {
			return nil, err
		}
		connector.Dialer(d)
		h.each = append(h.each, connector)
		h.names = append(h.names, net.JoinHostPort(host.Host, strconv.Itoa(int(host.Port))))
	}
	return h, nil
}

// Connect opens one connection.
func (h *hosts) Connect(ctx context.Context) (driver.Conn, error) {
	if len(h.each) == 1 {
		return h.each[0].Connect(ctx)
	}
	first := int(h.last.Load())
	var failures []error
	for i := range h.each {
		at := (first + i) % len(h.each)
		conn, err := h.each[at].Connect(ctx)
		if err == nil {
			h.last.Store(int64(at))
			return conn, nil
		}
		failures = append(failures, fmt.Errorf("%s: %w", h.names[at], err))
	}
	return nil, fmt.Errorf("none of the database's hosts serves: %w", errors.Join(failures...))
}

// Driver is the PostgreSQL driver.
func (h *hosts) Driver() driver.Driver { return h.each[0].Driver() }
