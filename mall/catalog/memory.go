package catalog

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"pointsmall/ent"
	"pointsmall/ent/predicate"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/catalog/search"
	"pointsmall/mall/store"
)

// SearchMemory is how many bytes the index of a server takes at most, unless it is told otherwise.
const SearchMemory = 250 << 20

// memory keeps a search.Memory of all products as fresh as the database. Triggers note each
// product that changes, or whose texts do, in product_changes; every search asks first what was
// noted since, so that it knows of whatever was committed before, on whichever server.
type memory struct {
	// most is how many bytes the index may take; 0: there is none, and the database searches.
	most  int64
	mu    sync.Mutex
	index *search.Memory // nil: it is not built
	state memoryState
	// horizon is the lowest change that may not have been seen; applied are the changes from it on
	// that have been, by product.
	horizon int64
	applied map[mall.ProductID]int64
	// renewing is held by the one search that reads what changed, so that nothing older comes in
	// place of something newer.
	renewing sync.Mutex
	// aside does work in the background, until the service is closed.
	aside func(work func(ctx context.Context))
}

type memoryState int

const (
	memoryEmpty memoryState = iota
	memoryBuilding
	memoryReady
	memoryOff
)

// atOnce is up to how many products a search waits for the index to be built; of more it is
// built in the background, while the database searches.
const atOnce = 5000

// chunk is how many products are read at once.
const chunk = 5000

// change is what was noted of a product.
type change struct {
	product mall.ProductID
	number  int64
}

// remembered is the index, as fresh as the database; nil: the database is to search.
func (s *Service) remembered(ctx context.Context) (*search.Memory, error) {
	m := &s.memory
	m.mu.Lock()
	state, from := m.state, m.horizon
	m.mu.Unlock()
	switch {
	case m.most == 0 || state == memoryOff || state == memoryBuilding:
		return nil, nil
	case state == memoryEmpty:
		return s.build(ctx)
	}
	upto, changes, err := s.changesSince(ctx, from)
	if err != nil {
		return nil, err
	}
	if len(m.unseen(changes)) > 0 {
		return s.renew(ctx)
	}
	return m.seen(upto), nil
}

// renew reads what changed, one search after the other.
func (s *Service) renew(ctx context.Context) (*search.Memory, error) {
	m := &s.memory
	m.renewing.Lock()
	defer m.renewing.Unlock()
	m.mu.Lock()
	from := m.horizon
	m.mu.Unlock()
	upto, changes, err := s.changesSince(ctx, from)
	if err != nil {
		return nil, err
	}
	unseen := m.unseen(changes)
	if len(unseen) > atOnce { // a search does not wait for all of that
		m.mu.Lock()
		defer m.mu.Unlock()
		m.index = nil
		s.buildAside()
		return nil, nil
	}
	for some := range slices.Chunk(unseen, chunk) {
		if err := s.apply(ctx, some); err != nil {
			return nil, err
		}
	}
	return m.seen(upto), nil
}

// unseen are the changes that are not in the index.
func (m *memory) unseen(changes []change) []change {
	if len(changes) == 0 {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(changes, func(c change) bool { return m.applied[c.product] == c.number })
}

// seen notes up to which change all are in the index, and returns it; nil: it takes too much.
func (m *memory) seen(upto int64) *search.Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	if upto > m.horizon && m.index != nil {
		m.horizon = upto
		for id, number := range m.applied {
			if number < upto {
				delete(m.applied, id)
			}
		}
	}
	if m.index != nil && m.index.Bytes() > m.most {
		m.switchOff()
	}
	return m.index
}

// switchOff leaves searches to the database from now on.
func (m *memory) switchOff() {
	slog.Warn("the catalog's index takes more memory than it may: the database searches instead", "bytes", m.index.Bytes(), "most", m.most)
	m.state, m.index, m.applied = memoryOff, nil, nil
}

// changesSince reads what was noted from a number on, and from which number on there may be
// more next time. On PostgreSQL numbers are those of transactions: whatever is below those that
// still run is visible. On SQLite they count on, because transactions come one after the other.
func (s *Service) changesSince(ctx context.Context, from int64) (upto int64, changes []change, err error) {
	horizon := "select coalesce(max(changed), 0) + 1 as upto from product_changes"
	if s.db.Dialect == store.Postgres {
		horizon = "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as upto"
	}
	return upto, changes, s.each(ctx, func(scan func(...any) error) error {
		var id *mall.ProductID
		var number *int64
		if err := scan(&upto, &id, &number); err != nil || id == nil {
			return err
		}
		changes = append(changes, change{*id, *number})
		return nil
	}, "select h.upto, c.product_id, c.changed from ("+horizon+") h left join product_changes c on c.changed >= $1", from)
}

// apply reads products that changed, and puts them into the index.
func (s *Service) apply(ctx context.Context, changes []change) error {
	m := &s.memory
	ids := make([]mall.ProductID, len(changes))
	for i, c := range changes {
		ids[i] = c.product
	}
	rows, err := s.searchRows(ctx, store.Among(product.FieldID, "uuid", ids))
	if err != nil {
		return err
	}
	there := make(map[mall.ProductID]bool, len(rows))
	for _, row := range rows {
		there[row.ID] = true
	}
	var gone []mall.ProductID
	for _, id := range ids {
		if !there[id] {
			gone = append(gone, id)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.index == nil {
		return nil // it was switched off meanwhile
	}
	m.index.Put(rows, gone)
	for _, c := range changes {
		m.applied[c.product] = c.number
	}
	return nil
}

// searchRows reads products as the index keeps them.
func (s *Service) searchRows(ctx context.Context, where ...predicate.Product) ([]search.Row, error) {
	products, err := s.db.Ent().Product.Query().Where(where...).Order(product.ByID()).
		Select(product.FieldID, product.FieldPointsFrom, product.FieldRedeemed, product.FieldKind, product.FieldCategoryID, product.FieldBrandID,
			product.FieldOnShelf, product.FieldShelfFrom, product.FieldShelfUntil, product.FieldArchivedAt).
		Limit(chunk).All(ctx)
	if err != nil || len(products) == 0 {
		return nil, err
	}
	ids := make([]mall.ProductID, len(products))
	for i, p := range products {
		ids[i] = p.ID
	}
	texts, err := search.Texts(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]search.Row, len(products))
	for i, p := range products {
		rows[i] = searchRow(p)
		rows[i].Text = texts[p.ID]
	}
	return rows, nil
}

func searchRow(p *ent.Product) search.Row {
	row := search.Row{
		Place: search.Place{ID: p.ID, Points: p.PointsFrom, Redeemed: p.Redeemed}, Kind: p.Kind,
		OnShelf: p.OnShelf, Archived: p.ArchivedAt != nil, ShelfFrom: p.ShelfFrom, ShelfUntil: p.ShelfUntil,
	}
	if p.CategoryID != nil {
		row.Category = *p.CategoryID
	}
	if p.BrandID != nil {
		row.Brand = *p.BrandID
	}
	return row
}

// build builds the index: at once where there are few products, else in the background.
func (s *Service) build(ctx context.Context) (*search.Memory, error) {
	n, err := s.db.Ent().Product.Query().Count(ctx)
	if err != nil {
		return nil, err
	}
	m := &s.memory
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.state != memoryEmpty { // another search was faster
		return m.index, nil
	}
	if n <= atOnce {
		if err := s.fill(ctx); err != nil {
			return nil, err
		}
		return m.index, nil
	}
	s.buildAside()
	return nil, nil
}

// buildAside builds the index while the database searches. The memory is locked.
func (s *Service) buildAside() {
	s.memory.state = memoryBuilding
	s.memory.aside(func(ctx context.Context) {
		if err := s.fillAside(ctx); err != nil && !errors.Is(err, context.Canceled) {
			slog.Error("the catalog's index was not built; the next search tries again", "error", err)
		}
	})
}

// Begin has the index of searches built now, in the background, rather than by the first search.
func (s *Service) Begin() {
	m := &s.memory
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.most > 0 && m.state == memoryEmpty {
		s.buildAside()
	}
}

// IndexBytes is about how much memory the index of searches takes; 0: it is not built.
func (s *Service) IndexBytes() int64 {
	m := &s.memory
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.index == nil {
		return 0
	}
	return m.index.Bytes()
}

// fillAside builds the index while the database searches.
func (s *Service) fillAside(ctx context.Context) error {
	m := &s.memory
	index, horizon, err := s.read(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.state = memoryEmpty; err != nil {
		return err
	}
	m.begin(index, horizon)
	return nil
}

// fill builds the index. The memory is locked.
func (s *Service) fill(ctx context.Context) error {
	index, horizon, err := s.read(ctx)
	if err == nil {
		s.memory.begin(index, horizon)
	}
	return err
}

func (m *memory) begin(index *search.Memory, horizon int64) {
	m.index, m.horizon, m.applied, m.state = index, horizon, map[mall.ProductID]int64{}, memoryReady
	if index.Bytes() > m.most {
		m.switchOff()
	}
}

// read reads all products, and from which change on they may have changed meanwhile.
func (s *Service) read(ctx context.Context) (*search.Memory, int64, error) {
	if err := s.renumber(ctx); err != nil {
		return nil, 0, err
	}
	horizon, _, err := s.changesSince(ctx, 1<<62)
	if err != nil {
		return nil, 0, err
	}
	index := search.NewMemory()
	var after mall.ProductID
	for {
		rows, err := s.searchRows(ctx, product.IDGT(after))
		if err != nil {
			return nil, 0, err
		}
		if len(rows) > 0 {
			index.Put(rows, nil)
			after = rows[len(rows)-1].ID
		}
		if len(rows) < chunk || index.Bytes() > s.memory.most {
			return index, horizon, nil
		}
	}
}

// renumber forgets changes that come from another database server: after a dump was restored,
// its transactions may have higher numbers than this server's.
func (s *Service) renumber(ctx context.Context) error {
	if s.db.Dialect != store.Postgres {
		return nil
	}
	foreign := 0
	const those = "from product_changes where changed > pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
	if err := s.each(ctx, func(scan func(...any) error) error { return scan(&foreign) }, "select count(*) "+those); err != nil || foreign == 0 {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "delete "+those)
		return err
	})
}
