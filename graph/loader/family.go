package loader

import (
	"context"
	"sync"
	"time"

	"github.com/vikstrous/dataloadgen"
)

// Loader reads values by key, many keys in one query.
//
// Keys that came together in a list are a family: the first of them that is asked
// for reads them all at once. So the number of queries depends on the shape of
// the request, not on timing, and nobody waits for others to ask. Keys without a
// family are gathered for a moment, as dataloaders do.
type Loader[K comparable, V any] struct {
	read func(context.Context, []K) (map[K]V, error)
	// then is told what a family's query found, so that it can expect what comes next.
	then func(found map[K]V)
	// optional keys may have no value; they get the zero value.
	optional bool

	// What follows is made when it is needed: most responses ask few of the loaders.
	alone    *dataloadgen.Loader[K, V]
	once     sync.Once // makes alone
	mu       sync.Mutex
	families map[K]*family[K, V]
}

type family[K comparable, V any] struct {
	keys  []K
	once  sync.Once
	found map[K]V
	err   error
}

// wait is how long keys without a family are gathered. The fields of a list all
// ask at once, so it need only outlast their start.
const wait = 200 * time.Microsecond

func newLoader[K comparable, V any](optional bool, read func(context.Context, []K) (map[K]V, error)) *Loader[K, V] {
	return &Loader[K, V]{read: read, optional: optional}
}

// leading has then told what families' queries find.
func (l *Loader[K, V]) leading(then func(found map[K]V)) *Loader[K, V] {
	l.then = then
	return l
}

// fetch reads keys and hands on what they lead to.
func (l *Loader[K, V]) fetch(ctx context.Context, keys []K) (map[K]V, error) {
	found, err := l.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	if l.optional {
		for _, k := range keys {
			if _, ok := found[k]; !ok {
				var none V
				found[k] = none
			}
		}
	}
	if l.then != nil {
		l.then(found)
	}
	return found, nil
}

// Expect makes keys a family. Keys that have one already keep it.
func (l *Loader[K, V]) Expect(keys []K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := &family[K, V]{}
	for _, k := range keys {
		if l.families[k] == nil {
			l.join(k, f)
			f.keys = append(f.keys, k)
		}
	}
}

// join makes a key one of a family's. l.mu is held.
func (l *Loader[K, V]) join(key K, f *family[K, V]) {
	if l.families == nil {
		l.families = map[K]*family[K, V]{}
	}
	l.families[key] = f
}

// Load returns the value of key. A key without a value is dataloadgen.ErrNotFound,
// unless the loader's keys are optional.
func (l *Loader[K, V]) Load(ctx context.Context, key K) (V, error) {
	l.mu.Lock()
	f := l.families[key]
	l.mu.Unlock()
	if f == nil {
		l.once.Do(func() { l.alone = dataloadgen.NewMappedLoader(l.fetch, dataloadgen.WithWait(wait)) })
		return l.alone.Load(ctx, key)
	}
	f.once.Do(func() { f.found, f.err = l.fetch(ctx, f.keys) })
	v, ok := f.found[key]
	if f.err == nil && !ok {
		return v, dataloadgen.ErrNotFound
	}
	return v, f.err
}

// Renew has a key read again when it is next asked for, because the response's own
// mutation has changed it.
func (l *Loader[K, V]) Renew(key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.join(key, &family[K, V]{keys: []K{key}})
}

// Prime stores a value that is known already.
func (l *Loader[K, V]) Prime(key K, value V) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := &family[K, V]{keys: []K{key}, found: map[K]V{key: value}}
	f.once.Do(func() {})
	l.join(key, f)
	if l.then != nil {
		l.then(f.found)
	}
}
