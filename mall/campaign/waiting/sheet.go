package waiting

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Sheet is the places of members who show admissions, within one transaction. The members'
// accounts keep them still.
type Sheet struct {
	places map[place]*state
}

type place struct {
	campaign mall.CampaignID
	member   mall.MemberID
}

// state is what a place was used for; used is that of this transaction.
type state struct {
	number int64
	order  *mall.OrderID
	used   *mall.OrderID
}

// Read reads the places of admissions; nil ones are passed over.
func Read(ctx context.Context, tx *store.Tx, admissions []*mall.Admission) (*Sheet, error) {
	s := &Sheet{places: map[place]*state{}}
	rows := store.NewRows("of_campaign uuid", "of_member uuid")
	for _, a := range admissions {
		if a == nil || s.places[place{a.Campaign, a.Member}] != nil {
			continue
		}
		s.places[place{a.Campaign, a.Member}] = &state{}
		rows.Add(a.Campaign, a.Member)
	}
	return s, tx.QueryRows(ctx, "select campaign_id, member_id, number, order_id from waiting_places join {rows} on campaign_id = of_campaign and member_id = of_member", rows,
		func(scan func(...any) error) error {
			var at place
			found := &state{}
			err := scan(&at.campaign, &at.member, &found.number, &found.order)
			s.places[at] = found
			return err
		})
}

// Admit refuses a member whose turn it is not in a campaign's waiting room. Refusals, at
// admission: NOT_ELIGIBLE (they show none, or another's), EXPIRED, INVALID_STATE (it was used).
func (s *Sheet) Admit(a *mall.Admission, m mall.MemberID, c mall.CampaignID, now time.Time, zone *time.Location) *mall.Error {
	if a == nil || a.Campaign != c || a.Member != m {
		return mall.Errorf(mall.CodeNotEligible, "members queue for it: join the waiting room, and send the admission that you get there", "该商品需排队购买：请先加入等候室，获得入场凭证后再下单").At("admission")
	}
	if !now.Before(a.Until) {
		return mall.Errorf(mall.CodeExpired, "the admission ended at %s: join the waiting room again", "入场凭证已于 %s 失效，请重新排队", a.Until.In(zone).Format(time.RFC3339)).At("admission")
	}
	at := s.places[place{c, m}]
	switch {
	case at == nil || at.number != a.Number:
		return mall.Errorf(mall.CodeNotEligible, "the admission is of another place than yours: ask for your place again", "入场凭证与您当前的排队号不符，请重新查询").At("admission")
	case at.order != nil:
		return mall.Errorf(mall.CodeInvalidState, "the admission was used for the order %s: it is good for one", "入场凭证已用于订单 %s，每张凭证限一单", *at.order).At("admission")
	}
	return nil
}

// Use notes the order for which an admission is used that Admit has let through.
func (s *Sheet) Use(a *mall.Admission, o mall.OrderID) {
	at := s.places[place{a.Campaign, a.Member}]
	at.order, at.used = &o, &o
}

// Save adds the places that were used to the batch.
func (s *Sheet) Save(batch *store.Batch) {
	if s == nil {
		return
	}
	rows := store.NewRows("of_campaign uuid", "of_member uuid", "number bigint", "of_order uuid")
	for at, is := range s.places {
		if is.used != nil {
			rows.Add(at.campaign, at.member, is.number, *is.used)
		}
	}
	// Another order may have used it since an unlocked tx read it.
	batch.Update("update waiting_places set order_id = r.of_order from {rows} where waiting_places.campaign_id = r.of_campaign and waiting_places.member_id = r.of_member", rows,
		"waiting_places.order_id is null and waiting_places.number = r.number")
}
