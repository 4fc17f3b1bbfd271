package order

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/parcel"
	"pointsmall/ent/parcelevent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// toSend is how many pieces of each line of an order are in no parcel and have not come back,
// and the number of the next parcel. The order is locked.
func toSend(ctx context.Context, tx *store.Tx, o *ent.Order) (left []int, number int, err error) {
	lines, err := linesOf(ctx, tx.Ent(), []*ent.Order{o})
	if err != nil {
		return nil, 0, err
	}
	left = make([]int, o.LineCount)
	for _, l := range lines[o.ID] {
		left[LineNumber(l.ID)-1] = l.Quantity
	}
	refunds, err := ReadRefunds(ctx, tx, []mall.OrderID{o.ID})
	if err != nil {
		return nil, 0, err
	}
	for i, n := range refunds.CameBack(o.ID, o.LineCount) {
		left[i] -= n
	}
	parcels, err := tx.Ent().Parcel.Query().Where(parcel.OrderID(o.ID)).All(ctx)
	for _, p := range parcels {
		for _, l := range p.Lines {
			left[l.Line-1] = max(left[l.Line-1]-l.Quantity, 0) // some of what came back had been sent
		}
	}
	return left, len(parcels) + 1, err
}

func (s *Service) saveParcel(ctx context.Context, tx *store.Tx, actor mall.Actor, o *ent.Order, number int, r Shipment, lines []mall.ParcelLine) error {
	return tx.Ent().Parcel.Create().SetOrderID(o.ID).SetNumber(number).SetCarrier(r.Carrier).SetTrackingNumber(r.TrackingNumber).
		SetLines(lines).SetActor(actor.Ref()).SetShippedAt(s.clock()).Exec(ctx)
}

// lockParcel reads a parcel and locks its order; nil: there is none of this id.
func lockParcel(ctx context.Context, tx *store.Tx, id mall.ParcelID) (*ent.Order, *ent.Parcel, error) {
	p, err := tx.Ent().Parcel.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	o, err := lock(ctx, tx, p.OrderID)
	return o, p, err
}

func saveNews(ctx context.Context, tx *store.Tx, actor mall.Actor, p *ent.Parcel, n ParcelNews, at time.Time) error {
	err := tx.Ent().ParcelEvent.Create().SetParcelID(p.ID).SetDescription(n.Description).SetPlace(n.Place).SetHappenedAt(at).SetActor(actor.Ref()).Exec(ctx)
	if err != nil || !n.Delivered || p.DeliveredAt != nil {
		return err
	}
	return tx.Ent().Parcel.UpdateOne(p).SetDeliveredAt(at).Exec(ctx)
}

func allArrived(ctx context.Context, tx *store.Tx, id mall.OrderID) (bool, error) {
	waiting, err := tx.Ent().Parcel.Query().Where(parcel.OrderID(id), parcel.DeliveredAtIsNil()).Exist(ctx)
	return !waiting, err
}

// ParcelsOf reads the parcels of orders, each order's first one first.
func (s *Service) ParcelsOf(ctx context.Context, ids []mall.OrderID) (map[mall.OrderID][]*ent.Parcel, error) {
	rows, err := s.db.Ent().Parcel.Query().Where(store.Among(parcel.FieldOrderID, "uuid", ids)).Order(parcel.ByNumber()).All(ctx)
	found := make(map[mall.OrderID][]*ent.Parcel, len(ids))
	for _, p := range rows {
		found[p.OrderID] = append(found[p.OrderID], p)
	}
	return found, err
}

// NewsOf reads what was told of parcels, the newest first.
func (s *Service) NewsOf(ctx context.Context, ids []mall.ParcelID) (map[mall.ParcelID][]*ent.ParcelEvent, error) {
	rows, err := s.db.Ent().ParcelEvent.Query().Where(store.Among(parcelevent.FieldParcelID, "uuid", ids)).
		Order(ent.Desc(parcelevent.FieldHappenedAt, parcelevent.FieldID)).All(ctx)
	found := make(map[mall.ParcelID][]*ent.ParcelEvent, len(ids))
	for _, e := range rows {
		found[e.ParcelID] = append(found[e.ParcelID], e)
	}
	return found, err
}
