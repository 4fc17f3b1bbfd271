package lottery

import (
	"context"

	"pointsmall/ent/lotterydraw"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
)

// Publish gathers what everybody may know of a lottery: its configuration, and the draws of
// all periods whose seed is shown. Refusal: NOT_FOUND.
func (s *Service) Publish(ctx context.Context, id mall.CampaignID) (Published, error) {
	sheets, err := s.Sheets(ctx, []mall.CampaignID{id})
	if err != nil {
		return Published{}, err
	}
	sheet := sheets[id]
	if sheet == nil {
		return Published{}, campaign.NotFound()
	}
	p := Published{Configuration: sheet.Configuration, ConfigHash: sheet.ConfigHash, Periods: []PublishedPeriod{}}
	for _, period := range sheet.Periods {
		if period.Revealed == nil {
			continue
		}
		one := PublishedPeriod{Number: period.Number, ServerSeed: *period.Revealed, ServerSeedHash: period.SeedHash, ClosedAt: *period.ClosedAt, Draws: []PublishedDraw{}}
		rows, err := s.db.Ent().LotteryDraw.Query().Where(lotterydraw.PeriodID(period.ID)).Order(lotterydraw.BySequence()).All(ctx)
		if err != nil {
			return Published{}, err
		}
		for _, d := range rows {
			one.Draws = append(one.Draws, PublishedDraw{
				ID: d.ID.String(), Sequence: d.Sequence, Drawer: Drawer(d.CampaignID, d.MemberID), Nonce: d.Nonce, ClientSeed: d.ClientSeed,
				ServerSeedHash: period.SeedHash, ConfigHash: sheet.ConfigHash, Roll: d.Roll, RolledPrize: sheet.Prizes[d.Rolled].Key, Prize: sheet.Prizes[d.Prize].Key,
				Outcome: d.Outcome, MissesBefore: d.MissesBefore, DrawnAt: d.DrawnAt.UTC(),
			})
		}
		p.Periods = append(p.Periods, one)
	}
	return p, nil
}
