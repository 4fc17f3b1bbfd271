package sale

import (
	"context"
	"strconv"
	"sync"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/campaign/waiting"
	"pointsmall/mall/catalog"
	"pointsmall/mall/store"
)

// Service makes sales, and lets members into their waiting rooms.
type Service struct {
	db     *store.DB
	clock  mall.Clock
	zone   *time.Location
	sealer waiting.Sealer
	joins  *store.Engine[*desk]

	mu       sync.Mutex
	admitted map[mall.CampaignID]time.Time // when this server admitted last
}

// New starts the service; Close ends it. sealer seals admissions.
func New(db *store.DB, clock mall.Clock, zone *time.Location, sealer waiting.Sealer) *Service {
	s := &Service{db: db, clock: clock, zone: zone, sealer: sealer, admitted: map[mall.CampaignID]time.Time{}}
	s.joins = store.NewEngine(db, "join waiting room", clock, s.desk).OneAtATime()
	return s
}

// Close waits until the members who join are answered.
func (s *Service) Close() { s.joins.Close() }

// Create makes a sale as a draft. Refusals: INVALID_INPUT, NOT_FOUND (a SKU).
func (s *Service) Create(ctx context.Context, actor mall.Actor, n NewSale) (*ent.Campaign, error) {
	if refusal := n.check(s.clock()); refusal != nil {
		return nil, refusal
	}
	var made *ent.Campaign
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		made, err = s.create(ctx, tx, actor, &n)
		return err
	})
	return made, err
}

func (s *Service) create(ctx context.Context, tx *store.Tx, actor mall.Actor, n *NewSale) (*ent.Campaign, error) {
	skus := make([]mall.SkuID, len(n.Goods))
	for i := range n.Goods {
		skus[i] = n.Goods[i].Sku
	}
	known, err := catalog.KnownSkus(ctx, tx, skus)
	if err != nil {
		return nil, err
	}
	for i, id := range skus {
		if !known[id] {
			return nil, catalog.NoSuchSku().At("goods", strconv.Itoa(i))
		}
	}
	now := s.clock()
	made, err := campaign.Create(ctx, tx, &ent.Campaign{
		ID: mall.NewCampaignID(), Slug: n.Slug, Kind: n.kind(), Name: n.Name, Rules: n.Rules,
		StartsAt: n.StartsAt, EndsAt: n.EndsAt, CreatedBy: actor.Ref(), CreatedAt: now,
	})
	if err != nil {
		return nil, err
	}
	rows := make([]*ent.SaleGoodCreate, len(n.Goods))
	for i := range n.Goods {
		g := &n.Goods[i]
		rows[i] = tx.Ent().SaleGood.Create().SetCampaignID(made.ID).SetPlace(i).SetSkuID(g.Sku).SetNumerator(g.Numerator).SetDenominator(g.Denominator).
			SetPieces(g.Pieces).SetSetApart(!g.Ceiling).SetNillablePerMember(g.PerMember).SetNillablePerMemberPerDay(g.PerMemberPerDay)
	}
	if err := tx.Ent().SaleGood.CreateBulk(rows...).Exec(ctx); err != nil || n.AdmittedPerMinute == nil {
		return made, err
	}
	return made, waiting.Open(ctx, tx, made.ID, *n.AdmittedPerMinute, now)
}
