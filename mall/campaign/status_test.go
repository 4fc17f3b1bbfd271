package campaign_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
)

var starts = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)

func at(status mall.CampaignStatus) *ent.Campaign {
	return &ent.Campaign{Status: status, StartsAt: starts, EndsAt: starts.Add(time.Hour)}
}

func TestACampaignBeginsAndEndsByTheClock(t *testing.T) {
	before, begin, end := starts.Add(-time.Nanosecond), starts, starts.Add(time.Hour)
	for _, c := range []struct {
		stored mall.CampaignStatus
		now    time.Time
		want   mall.CampaignStatus
	}{
		{mall.CampaignDraft, end, mall.CampaignDraft},
		{mall.CampaignScheduled, before, mall.CampaignScheduled},
		{mall.CampaignScheduled, begin, mall.CampaignRunning},
		{mall.CampaignScheduled, end, mall.CampaignEnded},
		{mall.CampaignRunning, end.Add(-time.Nanosecond), mall.CampaignRunning},
		{mall.CampaignRunning, end, mall.CampaignEnded},
		{mall.CampaignPaused, begin, mall.CampaignPaused},
		{mall.CampaignPaused, end, mall.CampaignEnded},
		{mall.CampaignEnded, before, mall.CampaignEnded},
	} {
		assert.Equal(t, c.want, campaign.StatusAt(at(c.stored), c.now), "%s at %s", c.stored, c.now)
	}
}

func TestStepsLeadWhereTheyMay(t *testing.T) {
	now := starts.Add(time.Minute)
	all := []mall.CampaignStatus{mall.CampaignDraft, mall.CampaignScheduled, mall.CampaignRunning, mall.CampaignPaused, mall.CampaignEnded}
	may := map[campaign.Step]map[mall.CampaignStatus]mall.CampaignStatus{
		campaign.Start: {mall.CampaignDraft: mall.CampaignRunning, mall.CampaignPaused: mall.CampaignRunning},
		campaign.Pause: {mall.CampaignScheduled: mall.CampaignPaused, mall.CampaignRunning: mall.CampaignPaused},
		campaign.End:   {mall.CampaignScheduled: mall.CampaignEnded, mall.CampaignRunning: mall.CampaignEnded, mall.CampaignPaused: mall.CampaignEnded},
	}
	for step, leads := range may {
		for _, from := range all {
			to, refusal := campaign.After(at(from), step, now)
			if want, ok := leads[from]; ok {
				assert.Nil(t, refusal, "%s of %s", step, from)
				assert.Equal(t, want, to)
			} else if assert.NotNil(t, refusal, "%s of %s", step, from) {
				assert.Equal(t, mall.CodeInvalidState, refusal.Code)
			}
		}
	}
	to, refusal := campaign.After(at(mall.CampaignPaused), campaign.Start, starts.Add(-time.Minute))
	assert.Nil(t, refusal)
	assert.Equal(t, mall.CampaignScheduled, to, "what was paused before its time waits for it again")
	_, refusal = campaign.After(at(mall.CampaignDraft), campaign.Start, starts.Add(time.Hour))
	assert.NotNil(t, refusal, "a draft whose time is over")
}
