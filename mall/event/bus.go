package event

import (
	"sync"

	"github.com/google/uuid"

	"pointsmall/mall"
)

// Bus wakes the listeners of a server. Make one with NewBus.
type Bus struct {
	mu        sync.Mutex
	listeners map[mall.Signal]map[*Listener]struct{}
	relay     *relay
}

// Listener is woken when what it listens to may have changed.
type Listener struct {
	// C receives after a change. Several changes may be one receipt: a listener
	// that is slow makes nobody wait, and still learns of the last one.
	C   chan struct{}
	bus *Bus
	to  mall.Signal
}

// Listen wakes the listener for every signal of the topic about id, until Close.
func (b *Bus) Listen(topic mall.Topic, id uuid.UUID) *Listener {
	l := &Listener{C: make(chan struct{}, 1), bus: b, to: mall.Signal{Topic: topic, ID: id}}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.listeners[l.to] == nil {
		b.listeners[l.to] = map[*Listener]struct{}{}
	}
	b.listeners[l.to][l] = struct{}{}
	return l
}

// Close ends the listening. C is not closed, only silent.
func (l *Listener) Close() {
	l.bus.mu.Lock()
	defer l.bus.mu.Unlock()
	delete(l.bus.listeners[l.to], l)
	if len(l.bus.listeners[l.to]) == 0 {
		delete(l.bus.listeners, l.to)
	}
}

// Wake wakes the listener, as a signal would.
func (l *Listener) Wake() {
	select {
	case l.C <- struct{}{}:
	default: // it is awake already
	}
}

// announce wakes the listeners of signals.
func (b *Bus) announce(signals []mall.Signal) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range signals {
		for l := range b.listeners[s] {
			l.Wake()
		}
	}
}

// announceAll wakes everybody, when something may have been missed.
func (b *Bus) announceAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, listeners := range b.listeners {
		for l := range listeners {
			l.Wake()
		}
	}
}
