package lottery

import (
	"context"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/ent/lotteryplayer"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/store"
)

// WhyNot says of lotteries why a member cannot draw in them now; those in which they can are
// missing. It looks at the time, the member's draws of the day and what is left; points and what
// the catalog asks of members it does not look at.
func (s *Service) WhyNot(ctx context.Context, m mall.MemberID, campaigns []*ent.Campaign) (map[mall.CampaignID]*mall.Error, error) {
	ids := make([]mall.CampaignID, len(campaigns))
	players := make([]uuid.UUID, len(campaigns))
	for i, c := range campaigns {
		ids[i], players[i] = c.ID, playerID(c.ID, m)
	}
	sheets, err := s.Sheets(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Ent().LotteryPlayer.Query().Where(store.Among(lotteryplayer.FieldID, "uuid", players)).All(ctx)
	if err != nil {
		return nil, err
	}
	drawn := make(map[mall.CampaignID]*ent.LotteryPlayer, len(rows))
	for _, row := range rows {
		drawn[row.CampaignID] = row
	}
	refusals := map[mall.CampaignID]*mall.Error{}
	for _, c := range campaigns {
		refusal := campaign.NotOpen(c, s.clock(), s.zone)
		if refusal == nil && sheets[c.ID] != nil {
			if refusal, err = s.whyNot(sheets[c.ID], drawn[c.ID]); err != nil {
				return nil, err
			}
		}
		if refusal != nil {
			refusals[c.ID] = refusal
		}
	}
	return refusals, nil
}

// whyNot is the refusal of a lottery that is open, for a member who has drawn so far; nil: never.
func (s *Service) whyNot(sheet *Sheet, drawn *ent.LotteryPlayer) (*mall.Error, error) {
	config, err := ReadConfiguration(sheet.Configuration)
	if err != nil {
		return nil, err
	}
	turn := Turn{Day: mall.DateOf(s.clock(), s.zone)}
	if drawn != nil {
		turn.Misses = drawn.Misses
		limit := config.Limits.DrawsPerMemberPerDay
		if limit != nil && drawn.Day.Equal(turn.Day.Time) && drawn.DrawsToday >= *limit {
			return s.tooOften(*limit), nil
		}
	}
	present := sheet.Present()
	stand := Stand{Pieces: make([]Pieces, len(sheet.Prizes)), Given: present.Given + present.GivenBefore}
	for i, p := range sheet.Prizes {
		if p.PiecesLeft != nil {
			stand.Pieces[i].Left = *p.PiecesLeft
		}
		if p.PityLeft != nil {
			stand.PityLeft = *p.PityLeft
		}
		if p.Day != nil {
			stand.Pieces[i].Day, stand.Pieces[i].Today = *p.Day, p.GivenToday
		}
	}
	return stand.Refuses(config, turn), nil
}
