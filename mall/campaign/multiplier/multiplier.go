package multiplier

import (
	"context"
	"errors"
	"strconv"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/earning/budget"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/store"
)

// Bounds of what such a campaign can be.
const (
	maxText  = 20_000 // bytes of what members are told, in each language
	maxRules = 20
)

// NewMultiplier is a campaign to make.
type NewMultiplier struct {
	Slug             string
	Name, Rules      mall.Text
	StartsAt, EndsAt time.Time
	// Budget is how many points its rules give together at most; nil: as many as come.
	Budget *mall.Points
	// Earning are its rules: codes, times and the campaign's code are given by the campaign.
	Earning []rule.Draft
}

// Service makes such campaigns.
type Service struct {
	db    *store.DB
	clock mall.Clock
	zone  *time.Location
	rules *rule.Service
}

// New makes the service.
func New(db *store.DB, clock mall.Clock, zone *time.Location, rules *rule.Service) *Service {
	return &Service{db, clock, zone, rules}
}

// check refuses what makes no sense. What its rules say is checked with them.
func (n *NewMultiplier) check(now time.Time) *mall.Error {
	switch {
	case !mall.IsSlug(n.Slug) || len(n.Slug) > mall.MaxCode-4:
		return mall.Errorf(mall.CodeInvalidInput, "a slug is 1 to %[1]d lower-case letters, digits and single hyphens, got %[2]q",
			"slug 须为 1 至 %[1]d 个小写字母、数字与连字符，收到 %[2]q", mall.MaxCode-4, n.Slug).At("slug")
	case len(n.Rules.EN) > maxText || len(n.Rules.ZH) > maxText:
		return mall.Errorf(mall.CodeInvalidInput, "the rules have at most %d bytes in each language", "活动规则每种语言最多 %d 字节", maxText).At("rules")
	case !n.StartsAt.Before(n.EndsAt):
		return mall.Errorf(mall.CodeInvalidInput, "endsAt must lie after startsAt", "endsAt 须晚于 startsAt").At("endsAt")
	case !n.EndsAt.After(now):
		return mall.Errorf(mall.CodeInvalidInput, "endsAt lies in the past", "endsAt 早于当前时间").At("endsAt")
	case n.Budget != nil && (*n.Budget < 1 || *n.Budget > mall.MaxPoints):
		return mall.Errorf(mall.CodeInvalidInput, "a budget is at least 1 point; null is no limit", "积分预算至少为 1，不限请传 null").At("budgetPoints")
	case len(n.Earning) == 0 || len(n.Earning) > maxRules:
		return mall.Errorf(mall.CodeInvalidInput, "such a campaign has 1 to %d earning rules", "活动须包含 1 至 %d 条积分规则", maxRules).At("earningRules")
	}
	return mall.CheckName(n.Name)
}

// Create makes a campaign as a draft, with its rules as drafts, which can be simulated. Refusals:
// INVALID_INPUT (a rule is named by its place), NOT_FOUND (what a rule names).
func (s *Service) Create(ctx context.Context, actor mall.Actor, n NewMultiplier) (*ent.Campaign, error) {
	if refusal := n.check(s.clock()); refusal != nil {
		return nil, refusal
	}
	var made *ent.Campaign
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		made, err = campaign.Create(ctx, tx, &ent.Campaign{
			ID: mall.NewCampaignID(), Slug: n.Slug, Kind: mall.CampaignMultiplier, Name: n.Name, Rules: n.Rules,
			StartsAt: n.StartsAt, EndsAt: n.EndsAt, CreatedBy: actor.Ref(), CreatedAt: s.clock(),
		})
		if err != nil {
			return err
		}
		if n.Budget != nil {
			if err := budget.Open(ctx, tx, made.ID, *n.Budget); err != nil {
				return err
			}
		}
		for i := range n.Earning {
			d := n.draft(i, made.ID)
			if err := s.rules.CreateOwned(ctx, tx, actor, made.ID, []rule.Draft{d}); err != nil {
				var refusal *mall.Error
				if errors.As(err, &refusal) {
					return refusal.At("earningRules", strconv.Itoa(i))
				}
				return err
			}
		}
		return nil
	})
	return made, err
}

// draft is one of its rules, within its time and its budget.
func (n *NewMultiplier) draft(i int, id mall.CampaignID) rule.Draft {
	d := n.Earning[i]
	d.Code = n.Slug + "-" + strconv.Itoa(i+1)
	d.Campaign = n.Slug
	if d.Schedule.From == nil || d.Schedule.From.Before(n.StartsAt) {
		d.Schedule.From = &n.StartsAt
	}
	if d.Schedule.Until == nil || d.Schedule.Until.After(n.EndsAt) {
		d.Schedule.Until = &n.EndsAt
	}
	if n.Budget != nil {
		d.Caps = append(d.Caps, rule.Cap{Period: rule.Campaign, Scope: rule.Overall, Points: n.Budget, Budget: &id})
	}
	return d
}
