package checkout

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/order/aftersale"
	"pointsmall/mall/store"
)

// AfterSaleEnd is the wish of staff to end an after-sale well.
type AfterSaleEnd struct {
	Actor   mall.Actor
	ID      mall.AfterSaleID
	Version int
	Note    string
	// Restock has pieces that came back be had again; nil: they cannot.
	Restock *bool
	Key     string
}

// EndAfterSale ends an after-sale: REFUND_ONLY and RETURN_AND_REFUND give their pieces back as
// Refund does, in one transaction with it; REPLACE gives nothing back. Refusals: of Refund and of
// StepAfterSale.
func (s *Service) EndAfterSale(ctx context.Context, r AfterSaleEnd) (*ent.AfterSale, error) {
	if refusal := mall.CheckKey(r.Key); refusal != nil {
		return nil, refusal
	}
	a, err := s.afterSale(ctx, r.Actor, r.ID)
	if err != nil {
		return nil, err
	}
	step := AfterSaleStep{Actor: r.Actor, ID: r.ID, Version: r.Version, On: aftersale.EventDone, Note: r.Note}
	if a.Kind == mall.AfterSaleReplace {
		return s.StepAfterSale(ctx, step)
	}
	if refusal := step.check(); refusal != nil {
		return nil, refusal
	}
	refund := Refund{Actor: r.Actor, Order: a.OrderID, Reason: string(a.Reason), Restock: new(r.Restock != nil && *r.Restock), Key: r.Key, ending: &step}
	for _, l := range a.Lines {
		refund.Lines = append(refund.Lines, RefundLine{Line: order.LineID(a.OrderID, l.Line), Quantity: l.Quantity})
	}
	if err := s.prepare(ctx, &refund); err != nil {
		return nil, err
	}
	if _, err := refunding.Do(ctx, s.settling, refund); err != nil {
		return nil, err
	}
	return s.afterSale(ctx, r.Actor, r.ID)
}

// readEnding reads the after-sales that are to end with refunds. Their orders' locks keep them
// still.
func (d *orderDesk) readEnding(ctx context.Context, tx *store.Tx) error {
	for id := range d.ending {
		a, err := aftersale.Find(ctx, tx.Ent(), id)
		if err != nil {
			return err
		}
		d.ending[id] = a
	}
	return nil
}

// saveEnded stores the steps of after-sales that have ended with refunds.
func (d *orderDesk) saveEnded(ctx context.Context, tx *store.Tx) error {
	for _, e := range d.ended {
		if _, err := aftersale.Move(ctx, tx, e.of, e.Change); err != nil {
			return err
		}
	}
	return nil
}

// ended is the step by which an after-sale ends.
type ended struct {
	of *ent.AfterSale
	aftersale.Change
}

// endAfterSale ends the after-sale of a refund.
func (d *orderDesk) endAfterSale(r *Refund, done *order.Refund) {
	if r.ending == nil {
		return
	}
	d.ended = append(d.ended, ended{d.ending[r.ending.ID], aftersale.Change{
		To: mall.AfterSaleDone, Note: r.ending.Note, By: r.Actor, At: d.now, Refund: &done.ID,
	}})
}
