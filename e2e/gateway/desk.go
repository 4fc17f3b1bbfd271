package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// state is where a trade stands.
type state int

const (
	opened state = iota
	paid
	closed
)

// trade is an attempt to pay, as a platform sees it.
type trade struct {
	id, number, terms, currency string
	units                       int64
	at                          time.Time
	until                       time.Time // zero: no end
	state                       state
	failed                      bool
	paidUnits                   int64
	paidCurrency                string
	paidAt                      time.Time
	refunds                     []*refund
	metadata                    map[string]string
	secret                      string
}

// refund is money that goes back.
type refund struct {
	id, number string
	units      int64
	at         time.Time
	done       bool
	metadata   map[string]string
}

func (t *trade) back() (units int64) {
	for _, r := range t.refunds {
		if r.done {
			units += r.units
		}
	}
	return units
}

func (t *trade) asked() (units int64) {
	for _, r := range t.refunds {
		units += r.units
	}
	return units
}

func (t *trade) refund(number string) *refund {
	for _, r := range t.refunds {
		if r.number == number {
			return r
		}
	}
	return nil
}

// desk is what all platforms have.
type desk struct {
	mu      sync.Mutex
	clock   func() time.Time // of business; signatures go by the real time
	trouble Trouble
	trades  map[string]*trade
	notices []Notice
	made    int
}

func newDesk(clock func() time.Time) *desk { return &desk{clock: clock, trades: map[string]*trade{}} }

// Trouble has the platform misbehave from now on.
func (d *desk) Trouble(t Trouble) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.trouble = t
}

// next makes an id.
func (d *desk) next(prefix string) string {
	d.made++
	return fmt.Sprintf("%s%012d", prefix, d.made)
}

// Notices are the calls that the mall has not had yet.
func (d *desk) Notices() []Notice {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := d.notices
	d.notices = nil
	return list
}

// Book is what has been taken by a number and what has gone back.
func (d *desk) Book(number string) (taken, back int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := d.trades[number]; t != nil {
		return t.paidUnits, t.back()
	}
	return 0, 0
}

// Total is the same of all numbers.
func (d *desk) Total() (taken, back int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range d.trades {
		taken, back = taken+t.paidUnits, back+t.back()
	}
	return taken, back
}

// errNotNow says that a trade cannot be paid.
var errNotNow = errors.New("the platform's page says that this cannot be paid")

// take has a trade paid. It is called with the lock.
func (d *desk) take(number string, units int64, currency string) (*trade, error) {
	t := d.trades[number]
	if t == nil || t.state != opened || !t.until.IsZero() && !d.clock().Before(t.until) {
		return nil, errNotNow
	}
	if units == 0 {
		units, currency = t.units, t.currency
	}
	t.state, t.paidUnits, t.paidCurrency, t.paidAt, t.failed = paid, units, currency, d.clock(), false
	return t, nil
}

// Open is the number of a trade that can be paid.
func (d *desk) Open() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	for number, t := range d.trades {
		if t.state == opened {
			return number
		}
	}
	return ""
}

// Reopen has the platform take money for what it has said was closed.
func (d *desk) Reopen(number string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := d.trades[number]; t != nil && t.state == closed {
		t.state, t.until = opened, time.Time{}
	}
}

// fail notes that a try has failed. It is called with the lock.
func (d *desk) fail(number string) (*trade, error) {
	t := d.trades[number]
	if t == nil || t.state != opened {
		return nil, errNotNow
	}
	t.failed = true
	return t, nil
}

// answer is what a call is answered with.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// serve answers a call as the trouble is. do serves it, down refuses it as the platform does
// when it is ill, and lie makes an answer untrue. None of them is called with the lock.
func (d *desk) serve(w http.ResponseWriter, r *http.Request, do, down func() answer, lie func(answer) answer) {
	d.mu.Lock()
	trouble := d.trouble
	d.mu.Unlock()
	switch trouble {
	case Lost:
		panic(http.ErrAbortHandler)
	case Cut:
		a := do()
		w.Header().Set("Content-Length", fmt.Sprint(len(a.body)+100))
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body[:len(a.body)/2])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	case Page:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html><body>Bad Gateway</body></html>"))
	case Empty:
		do()
		w.WriteHeader(http.StatusOK)
	case Down:
		send(w, down())
	case Lie:
		send(w, lie(do()))
	case Slow:
		do()
		<-r.Context().Done()
	case None:
		send(w, do())
	}
}

func send(w http.ResponseWriter, a answer) {
	for key, values := range a.header {
		w.Header()[key] = values
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}
