package lottery

import (
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/order"
)

// decide serves the request against the working set. Whatever can refuse it comes before the
// roll, and has changed nothing.
func (r Request) decide(d *desk) (Result, *mall.Error) {
	g := d.games[r.Campaign]
	if refusal := d.running(g); refusal != nil {
		return Result{}, refusal
	}
	if g.config.over(g.endsAt, g.sequence, d.now) {
		return Result{}, errPeriodOver
	}
	if r.SeedHash != nil && *r.SeedHash != g.known.period.SeedHash {
		refusal := mall.Errorf(mall.CodeVersionConflict, "another seed is in force: look at its hash, and draw again", "服务器种子已更换，请核对新的哈希后重新抽奖").At("serverSeedHash")
		refusal.Figures.Current = g.campaign.Version
		return Result{}, refusal
	}
	account, ok := d.book.Account(r.Member)
	if !ok {
		return Result{}, mall.Errorf(mall.CodeNotFound, "the member has no points account", "会员没有积分账户")
	}
	p := d.player(g, r.Member)
	if refusal := d.allowed(g, p); refusal != nil {
		return Result{}, refusal
	}
	if refusal := d.entitled(r.Member, g, account); refusal != nil {
		return Result{}, refusal
	}
	if !account.CanHold(mall.EntryPrize, g.most) {
		return Result{}, mall.Errorf(mall.CodeNotEligible, "your account could not hold what you may win", "您的账户无法容纳可能获得的积分").At("campaignId")
	}
	return d.draw(r, g, p, account)
}

// running refuses a lottery that is not there, or not open now.
func (d *desk) running(g *game) *mall.Error {
	if g == nil || g.campaign.Kind != mall.CampaignLottery {
		return campaign.NotFound()
	}
	if refusal := campaign.NotOpen(g.campaign, d.now, d.service.zone); refusal != nil {
		return refusal
	}
	if !g.open { // it was closed a moment ago
		return mall.Errorf(mall.CodeNotAvailable, "the campaign has ended", "活动已结束").At("campaignId")
	}
	return nil
}

// allowed checks the day's limit, and what is left.
func (d *desk) allowed(g *game, p *player) *mall.Error {
	if limit := g.config.Limits.DrawsPerMemberPerDay; limit != nil && p.draws >= *limit {
		return d.service.tooOften(*limit)
	}
	return g.stand.Refuses(g.config, Turn{Misses: p.misses, Day: d.today})
}

// tooOften refuses who has drawn as often as a day allows.
func (s *Service) tooOften(limit int) *mall.Error {
	refusal := mall.Errorf(mall.CodeLimitExceeded, "each member may draw %s a day; come back tomorrow", "每位会员每日限抽 %d 次，请明日再来", mall.Count(limit, "time")).At("campaignId")
	now := s.clock()
	midnight := mall.StartOfDay(mall.DateOf(now, s.zone).AddDays(1), s.zone)
	refusal.Figures = mall.Figures{Limit: int64(limit), RetryAfter: int64(midnight.Sub(now).Seconds()) + 1}
	return refusal
}

// entitled asks the catalog whether the member may have the goods that can be won now. It is
// asked before the roll, of all of them.
func (d *desk) entitled(member mall.MemberID, g *game, account *ledger.Account) *mall.Error {
	for place := range g.config.Prizes {
		sku := g.sheet.Prizes[place].SkuID
		if sku == nil || !g.stand.gives(g.config, place, d.today) {
			continue
		}
		offer, ok := d.goods.Offer(*sku)
		if !ok {
			return catalog.NoSuchSku().At("campaignId")
		}
		level := d.levels[member]
		refusal := offer.Win(catalog.Shopper{
			Rank: level.Rank, EarlyAccessHours: level.EarlyAccessHours, Balance: account.Available(),
			Redeemed: d.goods.Redeemed(catalog.Redeemer{Member: member, Sku: *sku}),
		}, catalog.Moment{Now: d.now, Zone: d.service.zone})
		if refusal != nil {
			refusal.Path = []string{"campaignId"}
			return refusal
		}
	}
	return nil
}

// draw takes the cost, rolls and gives the prize. Too few points are the last thing that can
// refuse it.
func (d *desk) draw(r Request, g *game, p *player, account *ledger.Account) (Result, *mall.Error) {
	row := &ent.LotteryDraw{
		ID: mall.NewLotteryDrawID(), CampaignID: r.Campaign, PeriodID: g.period, MemberID: r.Member, Sequence: g.sequence + 1, Nonce: p.nonce + 1,
		ClientSeed: r.clientSeed(p), MissesBefore: p.misses, Free: p.free < g.config.FreeDrawsPerDay, DrawnAt: d.now,
		IdempotencyKey: r.Key, Fingerprint: r.fingerprint(),
	}
	if !row.Free && g.config.Cost > 0 {
		row.Cost = g.config.Cost
		entry, refusal := account.Spend(mall.EntrySpend, row.Cost, because(row, g, mall.Text{EN: "Draw", ZH: "抽奖"}))
		if refusal != nil {
			return Result{}, refusal
		}
		row.CostEntryID = &entry
	}
	turn := Turn{Misses: p.misses, Day: d.today}
	row.Roll = d.service.roll(g.seed, Ticket{Drawer: Drawer(r.Campaign, r.Member), ClientSeed: row.ClientSeed, Nonce: row.Nonce, ConfigHash: g.sheet.ConfigHash})
	row.Rolled = g.config.Rolled(row.Roll)
	row.Prize, row.Outcome = g.stand.Judge(g.config, turn, row.Rolled)
	g.take(turn, row)
	d.give(row, g, account)
	p.count(row, g.config.Misses(turn, row.Prize, row.Outcome))
	g.sequence++
	d.draws = append(d.draws, row)
	d.drawn[r.key()] = row
	if row.CostEntryID != nil || row.PrizeEntryID != nil {
		d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: r.Member.UUID()})
	}
	result := Result{Draw: row, Sheet: g.sheet, last: g.config.over(nil, g.sequence, d.now)}
	if balance, ok := account.Balance(); ok {
		result.Balance = &balance
	}
	return result, nil
}

// clientSeed is the member's part of the draw.
func (r Request) clientSeed(p *player) string {
	switch {
	case r.ClientSeed != nil:
		return *r.ClientSeed
	case p.nonce > 0:
		return p.clientSeed
	}
	return r.Key
}

// because is what an entry of a draw is about; what says whether it is its cost or its prize.
func because(row *ent.LotteryDraw, g *game, what mall.Text) ledger.Cause {
	name := g.sheet.Campaign.Name
	reason := mall.Text{EN: what.EN + ": " + name.In(mall.LangEN), ZH: what.ZH + "：" + name.In(mall.LangZH)}
	return ledger.Cause{Ref: row.ID.String(), Reason: &reason}
}

// take takes the prize from what is left.
func (g *game) take(t Turn, row *ent.LotteryDraw) {
	g.stand.Take(g.config, t, row.Prize, row.Outcome)
	counted := g.config.Prizes[row.Prize].limited() || row.Prize == g.config.pity()
	if !counted {
		return
	}
	c := &g.pieces[row.Prize]
	c.given++
	if row.Outcome == mall.OutcomePity {
		c.byPity++
	}
	c.changed = true
}

// give gives the prize: points, a coupon, or an order that waits for its address.
func (d *desk) give(row *ent.LotteryDraw, g *game, account *ledger.Account) {
	prize := g.sheet.Prizes[row.Prize]
	switch {
	case prize.Points != nil:
		row.Points = *prize.Points
		terms := ledger.Terms{EarnedAt: d.now, UsableFrom: d.now, ExpiresAt: d.expiry.After(d.now, d.service.zone), IdleMonths: d.expiry.IdleMonths()}
		entry := account.Grant(mall.EntryPrize, row.Points, terms, because(row, g, mall.Text{EN: "Won", ZH: "中奖"}))
		row.PrizeEntryID = &entry
	case prize.CouponTemplateID != nil:
		row.CouponID = new(d.coupons.Give(g.sheet.Coupons[*prize.CouponTemplateID], row.MemberID, d.now, d.service.zone))
	case prize.SkuID != nil:
		id := order.NewID()
		row.OrderID = &id
		d.orders = append(d.orders, &ent.Order{
			ID: id, MemberID: row.MemberID, Status: mall.OrderPaid, CashCurrency: d.service.currency, LineCount: 1,
			IdempotencyKey: row.ID.String(), Fingerprint: row.Fingerprint, Version: 1, PlacedAt: d.now, Operation: order.OperationDraw,
		})
		d.lines = append(d.lines, &ent.OrderLine{ID: order.LineID(id, 1), OrderID: id, SkuID: *prize.SkuID, Quantity: 1})
		d.signals = append(d.signals, mall.Signal{Topic: mall.TopicOrder, ID: id.UUID()})
	}
}

// count adds a draw to what the member has drawn.
func (p *player) count(row *ent.LotteryDraw, misses int) {
	p.nonce, p.clientSeed, p.misses = row.Nonce, row.ClientSeed, misses
	p.draws++
	if row.Free {
		p.free++
	}
	p.changed = true
}
