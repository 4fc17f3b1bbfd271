package sale

import (
	"context"
	"time"

	"pointsmall/ent"
	entcampaign "pointsmall/ent/campaign"
	"pointsmall/ent/salegood"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/campaign/waiting"
	"pointsmall/mall/catalog"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// Sheet is a sale as everybody may read it.
type Sheet struct {
	Goods []*Good
	// Room is its waiting room; nil: it has none.
	Room *ent.WaitingRoom
}

// AdmittedPerMinute is how many members the waiting room admits; nil: there is none.
func (s *Sheet) AdmittedPerMinute() *int {
	if s.Room == nil {
		return nil
	}
	return &s.Room.PerMinute
}

// Good is a SKU of a sale.
type Good struct {
	*ent.SaleGood
	// Left are the pieces that the sale can still sell; of a draft all.
	Left int64
}

// Above and Below are the part of its points that a piece costs.
func (g *Good) Above() int { return int(g.Numerator) }

// Below is the denominator of that part.
func (g *Good) Below() int { return int(g.Denominator) }

// Sheets reads sales; campaigns that are none are missing.
func (s *Service) Sheets(ctx context.Context, ids []mall.CampaignID) (map[mall.CampaignID]*Sheet, error) {
	client := s.db.Ent()
	rows, err := client.SaleGood.Query().Where(store.Among(salegood.FieldCampaignID, "uuid", ids)).Order(salegood.ByPlace()).All(ctx)
	if err != nil || len(rows) == 0 {
		return map[mall.CampaignID]*Sheet{}, err
	}
	found := map[mall.CampaignID]*Sheet{}
	var skus []mall.SkuID
	for _, row := range rows {
		sheet := found[row.CampaignID]
		if sheet == nil {
			sheet = &Sheet{}
			found[row.CampaignID] = sheet
		}
		sheet.Goods = append(sheet.Goods, &Good{SaleGood: row, Left: row.Pieces})
		skus = append(skus, row.SkuID)
	}
	campaigns, err := client.Campaign.Query().Where(store.Among(entcampaign.FieldID, "uuid", ids)).All(ctx)
	if err != nil {
		return nil, err
	}
	left, err := catalog.LeftInSales(ctx, client, skus)
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		for _, g := range found[c.ID].goods() {
			switch {
			case g.LeftOver != nil:
				g.Left = *g.LeftOver
			case c.Status != mall.CampaignDraft:
				g.Left = left[g.SkuID]
			}
		}
	}
	rooms, err := waiting.Rooms(ctx, client, ids)
	for id, room := range rooms {
		if sheet := found[id]; sheet != nil {
			sheet.Room = room
		}
	}
	return found, err
}

func (s *Sheet) goods() []*Good {
	if s == nil {
		return nil
	}
	return s.Goods
}

// WhyNot says of sales why a member gets nothing in them now; those in which they do get
// something are missing. It looks at the time, what is left and the member's limits; what the
// catalog asks of members it does not look at.
func (s *Service) WhyNot(ctx context.Context, m mall.MemberID, campaigns []*ent.Campaign) (map[mall.CampaignID]*mall.Error, error) {
	now := s.clock()
	refusals := map[mall.CampaignID]*mall.Error{}
	ids := make([]mall.CampaignID, 0, len(campaigns))
	for _, c := range campaigns {
		ids = append(ids, c.ID)
	}
	sheets, err := s.Sheets(ctx, ids)
	if err != nil {
		return nil, err
	}
	takers := map[order.SaleTaker]*mall.SaleTerms{}
	for _, c := range campaigns {
		for _, g := range sheets[c.ID].goods() {
			if campaign.NotOpen(c, now, s.zone) == nil && (g.PerMember != nil || g.PerMemberPerDay != nil) {
				takers[order.SaleTaker{Member: m, Sku: g.SkuID}] = terms(c, g.SaleGood, mall.CampaignRunning)
			}
		}
	}
	var had order.SaleTaken
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		had, err = order.ReadSaleTaken(ctx, tx, takers, mall.StartOfDay(mall.DateOf(now, s.zone), s.zone))
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, c := range campaigns {
		if refusal := whyNot(c, sheets[c.ID].goods(), m, had, now, s.zone); refusal != nil {
			refusals[c.ID] = refusal
		}
	}
	return refusals, nil
}

// whyNot is the refusal of a sale in which no SKU can be had.
func whyNot(c *ent.Campaign, goods []*Good, m mall.MemberID, had order.SaleTaken, now time.Time, zone *time.Location) *mall.Error {
	if refusal := campaign.NotOpen(c, now, zone); refusal != nil {
		return refusal
	}
	refusal := mall.Errorf(mall.CodeOutOfStock, "everything is sold", "活动商品已全部兑完").At("campaignId")
	for _, g := range goods {
		if g.Left <= 0 {
			continue
		}
		pieces := had[order.SaleTaker{Member: m, Sku: g.SkuID}]
		if (g.PerMember == nil || pieces.All < int64(*g.PerMember)) && (g.PerMemberPerDay == nil || pieces.Today < int64(*g.PerMemberPerDay)) {
			return nil
		}
		refusal = mall.Errorf(mall.CodeLimitExceeded, "you have had as many pieces as a member may", "您已达到本次活动的限兑数量").At("campaignId")
	}
	return refusal
}
