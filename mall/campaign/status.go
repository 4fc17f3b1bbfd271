package campaign

import (
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
)

// StatusAt is the status of a campaign at a moment: time moves one that is scheduled,
// running or paused, whether or not a job has written that down.
func StatusAt(c *ent.Campaign, now time.Time) mall.CampaignStatus {
	switch c.Status {
	case mall.CampaignScheduled, mall.CampaignRunning, mall.CampaignPaused:
		if !now.Before(c.EndsAt) {
			return mall.CampaignEnded
		}
	default:
		return c.Status
	}
	if c.Status == mall.CampaignScheduled && !now.Before(c.StartsAt) {
		return mall.CampaignRunning
	}
	return c.Status
}

// Step is something that staff do with a campaign.
type Step string

// The steps there are. Start begins a draft, now or when its time comes, and goes on with what
// was paused.
const (
	Start Step = "start"
	Pause Step = "pause"
	End   Step = "end"
)

// zh names the step in Chinese.
func (s Step) zh() string { return map[Step]string{Start: "开始", Pause: "暂停", End: "结束"}[s] }

// After is the status that a step leads to. Refusal: INVALID_STATE.
func After(c *ent.Campaign, step Step, now time.Time) (mall.CampaignStatus, *mall.Error) {
	status := StatusAt(c, now)
	switch {
	case step == Start && status == mall.CampaignDraft && !now.Before(c.EndsAt):
		return status, mall.Errorf(mall.CodeInvalidState, "the campaign's end has passed; make a new one", "活动结束时间已过，请新建活动").At("campaignId")
	case step == Start && (status == mall.CampaignDraft || status == mall.CampaignPaused):
		if now.Before(c.StartsAt) {
			return mall.CampaignScheduled, nil
		}
		return mall.CampaignRunning, nil
	case step == Pause && (status == mall.CampaignRunning || status == mall.CampaignScheduled):
		return mall.CampaignPaused, nil
	case step == End && (status == mall.CampaignRunning || status == mall.CampaignScheduled || status == mall.CampaignPaused):
		return mall.CampaignEnded, nil
	}
	is := status.Text()
	return status, mall.Errorf(mall.CodeInvalidState, "the campaign is %[1]s: you cannot %[3]s it", "活动状态为“%[2]s”，无法%[4]s", is.EN, is.ZH, string(step), step.zh()).At("campaignId")
}

// NotOpen says why nobody can take part in a campaign at a moment; nil: it is running.
// Refusals: NOT_FOUND (a draft is nobody's business), NOT_AVAILABLE.
func NotOpen(c *ent.Campaign, now time.Time, zone *time.Location) *mall.Error {
	switch status := StatusAt(c, now); status {
	case mall.CampaignRunning:
		return nil
	case mall.CampaignScheduled:
		refusal := mall.Errorf(mall.CodeNotAvailable, "the campaign begins at %s", "活动将于 %s 开始", c.StartsAt.In(zone).Format(time.RFC3339)).At("campaignId")
		refusal.Figures.RetryAfter = int64(c.StartsAt.Sub(now).Seconds()) + 1
		return refusal
	case mall.CampaignPaused:
		return mall.Errorf(mall.CodeNotAvailable, "the campaign is paused", "活动已暂停").At("campaignId")
	case mall.CampaignEnded:
		return mall.Errorf(mall.CodeNotAvailable, "the campaign has ended", "活动已结束").At("campaignId")
	default:
		return NotFound()
	}
}

// NotFound says that there is no such campaign, or not for this caller.
func NotFound() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such campaign", "活动不存在").At("campaignId")
}

// Visible reports whether an actor may see a campaign. Drafts are for staff alone.
func Visible(actor mall.Actor, c *ent.Campaign) bool {
	return c.Status != mall.CampaignDraft || seesDrafts(actor)
}

func seesDrafts(actor mall.Actor) bool {
	return actor.Kind == mall.ActorStaff && actor.May(mall.PermissionCampaigns)
}
