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
	"pointsmall/mall/store"
)

// Place is where a member stands in a waiting room.
type Place struct {
	*ent.WaitingPlace
	// Ahead are the members before them who are not admitted yet, at most; Wait is how long that
	// takes at least.
	Ahead int64
	Wait  time.Duration
	// Admission is what a door asks for; "": it is not their turn, or it has passed.
	Admission string
}

// WaitSeconds is how long it takes at least until it is their turn.
func (p *Place) WaitSeconds() int { return int(p.Wait / time.Second) }

// join is the wish of a member to queue.
type join struct {
	campaign mall.CampaignID
	member   mall.MemberID
}

// Join gives a member a place in a sale's waiting room; who has one keeps it, and who has let
// an admission pass gets one at the end. Refusals: NOT_FOUND, NOT_AVAILABLE (the sale is not on),
// OUT_OF_STOCK (everything is sold), INVALID_STATE (the member has ordered).
func (s *Service) Join(ctx context.Context, m mall.MemberID, id mall.CampaignID) (*Place, error) {
	if _, err := joining.Do(ctx, s.joins, join{id, m}); err != nil {
		return nil, err
	}
	return s.Place(ctx, m, id)
}

// Place is where a member stands; nil: they have not joined. It changes nothing of theirs, but
// once a second on each server it admits those whose turn it is.
func (s *Service) Place(ctx context.Context, m mall.MemberID, id mall.CampaignID) (*Place, error) {
	row, room, err := waiting.Find(ctx, s.db.Ent(), id, m)
	if err != nil || row == nil {
		return nil, err
	}
	if row.AdmittedUntil == nil && s.dueToAdmit(id) {
		admitted, err := s.Admit(ctx, id)
		if err != nil {
			return nil, err
		}
		if admitted > 0 {
			if row, room, err = waiting.Find(ctx, s.db.Ent(), id, m); err != nil {
				return nil, err
			}
		}
	}
	p := &Place{WaitingPlace: row}
	now := s.clock()
	switch {
	case row.AdmittedUntil == nil:
		p.Ahead = max(row.Number-room.Turn-1, 0)
		p.Wait = (time.Duration(p.Ahead)*time.Minute + time.Duration(room.PerMinute) - 1) / time.Duration(room.PerMinute)
	case row.OrderID == nil && now.Before(*row.AdmittedUntil):
		p.Admission, err = waiting.Seal(ctx, s.sealer, &mall.Admission{Campaign: id, Member: m, Number: row.Number, Until: *row.AdmittedUntil})
	}
	return p, err
}

// dueToAdmit reports whether this server has not admitted in a room for a second.
func (s *Service) dueToAdmit(id mall.CampaignID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock()
	if last, ok := s.admitted[id]; ok && now.Sub(last) < time.Second {
		return false
	}
	s.admitted[id] = now
	return true
}

var joining = &store.UseCase[*desk, join, none]{Want: join.want, Decide: join.decide}

// none is what a join answers: the place is read afterwards.
type none struct{}

// desk is the working set of one group of members who join.
type desk struct {
	service   *Service
	now       time.Time
	wants     []join
	campaigns map[mall.CampaignID]*ent.Campaign
	left      map[mall.CampaignID]int64
	queue     *waiting.Queue
}

func (s *Service) desk() *desk { return &desk{service: s, now: s.clock()} }

func (j join) want(d *desk) { d.wants = append(d.wants, j) }

// Load locks the rooms, and reads the members' places.
func (d *desk) Load(ctx context.Context, tx *store.Tx) (err error) {
	members := map[mall.CampaignID][]mall.MemberID{}
	var ids []mall.CampaignID
	for _, j := range d.wants {
		if members[j.campaign] == nil {
			ids = append(ids, j.campaign)
		}
		members[j.campaign] = append(members[j.campaign], j.member)
	}
	if d.queue, err = waiting.Lock(ctx, tx, members); err != nil {
		return err
	}
	d.campaigns, d.left = map[mall.CampaignID]*ent.Campaign{}, map[mall.CampaignID]int64{}
	rows, err := tx.Ent().Campaign.Query().Where(store.Among(entcampaign.FieldID, "uuid", ids)).All(ctx)
	if err != nil {
		return err
	}
	for _, c := range rows {
		d.campaigns[c.ID] = c
		if d.left[c.ID], err = piecesLeft(ctx, tx, c.ID); err != nil {
			return err
		}
	}
	return nil
}

// piecesLeft are the pieces that a sale can still sell.
func piecesLeft(ctx context.Context, tx *store.Tx, id mall.CampaignID) (left int64, err error) {
	goods, err := tx.Ent().SaleGood.Query().Where(salegood.CampaignID(id), salegood.LeftOverIsNil()).All(ctx)
	if err != nil {
		return 0, err
	}
	skus := make([]mall.SkuID, len(goods))
	for i, g := range goods {
		skus[i] = g.SkuID
	}
	pieces, err := catalog.LeftInSales(ctx, tx.Ent(), skus)
	for _, n := range pieces {
		left += n
	}
	return left, err
}

func (j join) decide(d *desk) (none, *mall.Error) {
	c := d.campaigns[j.campaign]
	if c == nil || !d.queue.Has(j.campaign) {
		return none{}, campaign.NotFound()
	}
	if refusal := campaign.NotOpen(c, d.now, d.service.zone); refusal != nil {
		return none{}, refusal
	}
	if d.left[j.campaign] == 0 && !d.queue.Waits(j.campaign, j.member) {
		return none{}, mall.Errorf(mall.CodeOutOfStock, "everything is sold", "活动商品已全部兑完").At("campaignId")
	}
	return none{}, d.queue.Join(j.campaign, j.member, d.now)
}

// Save adds the places to the batch.
func (d *desk) Save(_ context.Context, _ *store.Tx, batch *store.Batch) error {
	d.queue.Save(batch)
	return nil
}

// Admit admits those whose turn it is in a sale's waiting room, and returns how many. A sale of
// which nothing is left ends.
func (s *Service) Admit(ctx context.Context, id mall.CampaignID) (admitted int, err error) {
	soldOut := false
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		admitted = 0
		room, err := waiting.LockRoom(ctx, tx, id)
		if err != nil || room == nil {
			return err
		}
		c, err := tx.Ent().Campaign.Get(ctx, id)
		if err != nil || campaign.StatusAt(c, s.clock()) != mall.CampaignRunning {
			return err
		}
		left, err := piecesLeft(ctx, tx, id)
		if err != nil {
			return err
		}
		if soldOut = left == 0; soldOut {
			return nil
		}
		admitted, err = waiting.Admit(ctx, tx, room, left, s.clock())
		return err
	})
	if err != nil || !soldOut {
		return admitted, err
	}
	return 0, s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		l, err := lock(ctx, tx, id)
		if err != nil || campaign.StatusAt(l.campaign, s.clock()) != mall.CampaignRunning {
			return err
		}
		_, err = s.move(ctx, tx, l, mall.CampaignEnded, mall.Actor{Kind: mall.ActorSystem})
		return err
	})
}
