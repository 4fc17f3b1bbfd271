// Package store opens the mall's database and runs what changes it.
//
// One DB speaks to SQLite (embedded, one writer) or to PostgreSQL. Statements are
// written once for both; Dialect bridges what differs. InTx runs a transaction,
// and Batch sends all writes of a transaction in one round trip where the database can
// do so. Statements are prepared once a connection and kept: planning costs more than
// running most of them.
//
// # What changes points or stock
//
// It goes through an Engine, which serves the requests that arrive together in one
// transaction. A use case writes three functions: what a request wants, how it is decided,
// and how the desk saves what has changed. The engine loads, locks in one order, runs again
// where the database asks for it, recognises repeated requests, and keeps refused requests
// from changing anything. This is all of a mall that sells one thing:
//
//	// desk is the working set of one group of requests.
//	type desk struct {
//		wants  store.Wants
//		stock  *catalog.Offers
//		orders []*ent.Order
//	}
//
//	func (d *desk) Load(ctx context.Context, tx *store.Tx) (err error) {
//		d.stock, err = catalog.Lock(ctx, tx, d.wants.Stocks)
//		return err
//	}
//
//	func (d *desk) Save(_ context.Context, tx *store.Tx, batch *store.Batch) error {
//		order.Save(batch, tx.Dialect, d.orders, nil)
//		d.stock.Save(batch)
//		return nil
//	}
//
//	var buying = &store.UseCase[*desk, Purchase, *ent.Order]{
//		Check: Purchase.check, Want: Purchase.want, Decide: Purchase.decide,
//		Repeats: &store.ByRecord[*desk, Purchase, *ent.Order]{
//			Key: Purchase.key, Fingerprint: Purchase.fingerprint, Result: nameOrder, Find: rereadOrder,
//		},
//	}
//
//	func (p Purchase) want(d *desk) { d.wants.Stocks = append(d.wants.Stocks, p.Sku) }
//
//	func (p Purchase) decide(d *desk) (*ent.Order, *mall.Error) {
//		offer, ok := d.stock.Offer(p.Sku)
//		if !ok || offer.Available() == 0 {
//			return nil, mall.Errorf(mall.CodeOutOfStock, "sold out", "已售罄").At("skuId")
//		}
//		offer.Take(1)
//		o := &ent.Order{ID: order.NewID(), MemberID: p.Member, LineCount: 1}
//		d.orders = append(d.orders, o)
//		return o, nil
//	}
//
//	func (s *Service) Buy(ctx context.Context, p Purchase) (*ent.Order, error) {
//		return buying.Do(ctx, s.engine, p) // store.NewEngine(db, "buy", clock, func() *desk { return &desk{} })
//	}
//
// Which kinds of rows can be wanted, and in which order they are locked, says one list: see
// Kind. A new kind takes its place there.
package store
