package rule

import (
	"encoding/json"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Rule is one version of a rule.
type Rule struct {
	ID      mall.RuleID
	Code    string
	Version int
	// Revision counts the edits of a draft from 1; an update must name it.
	Revision int
	Status   mall.RuleStatus
	Name     mall.Text
	Definition

	CreatedBy, UpdatedBy   string
	CreatedAt, UpdatedAt   time.Time
	ActivatedBy, RetiredBy *string
	ActivatedAt, RetiredAt *time.Time
}

// IsNode marks a rule as a GraphQL node.
func (*Rule) IsNode() {}

// Definition is what a rule does.
type Definition struct {
	Trigger mall.Trigger `json:"trigger"`
	// Event is the custom event's name; empty unless the trigger is CUSTOM.
	Event string `json:"event,omitempty"`
	// Condition is a CEL expression that must be true; empty: always.
	Condition string   `json:"condition,omitempty"`
	Effect    Effect   `json:"effect"`
	Schedule  Schedule `json:"schedule,omitzero"`
	Audience  Audience `json:"audience,omitzero"`
	// Priority orders rules, the highest first; equals go by code.
	Priority int      `json:"priority,omitempty"`
	Stacking Stacking `json:"stacking,omitzero"`
	Caps     []Cap    `json:"caps,omitempty"`
	Pending  Pending  `json:"pending,omitzero"`
	// Expiry replaces the mall's own policy; nil: the mall's.
	Expiry *mall.Expiry `json:"expiry,omitempty"`
	// Campaign is a code that rules share, for caps of a campaign.
	Campaign string `json:"campaign,omitempty"`
	// Qualifies says whether the points count for tiers; nil: those of a purchase that are no
	// bonus do.
	Qualifies *bool `json:"qualifies,omitempty"`
}

// Audience is whom a rule is for. Empty lists are everybody.
type Audience struct {
	Tiers []string `json:"tiers,omitempty"`
	Tags  []string `json:"tags,omitempty"`
}

// Stack says how a rule's part goes together with others'.
type Stack = mall.StackingMode

// The ways to stack. The zero value is Add.
const (
	// Add adds the part.
	Add = mall.StackAdd
	// Multiply takes a bonus of everything added so far, other bonuses included.
	Multiply = mall.StackMultiply
	// BestOf keeps the largest part of its group.
	BestOf = mall.StackBestOf
	// Exclusive drops all others.
	Exclusive = mall.StackExclusive
)

// Stacking is how a rule stacks; Group names what BestOf compares.
type Stacking struct {
	Mode  Stack  `json:"mode,omitempty"`
	Group string `json:"group,omitempty"`
}

// Pending says from when points can be spent. The zero value is at once.
type Pending struct {
	// Days is how many days after the event.
	Days int `json:"days,omitempty"`
	// UntilReturnWindowCloses waits for as long as goods can be returned.
	UntilReturnWindowCloses bool `json:"untilReturnWindowCloses,omitempty"`
}

// Period is how long a cap counts.
type Period string

// The periods: the mall's calendar days, weeks from Monday and months, a campaign, for ever.
const (
	Day      Period = "DAY"
	Week     Period = "WEEK"
	Month    Period = "MONTH"
	Campaign Period = "CAMPAIGN"
	Life     Period = "LIFE"
)

// Scope is whose events a cap counts.
type Scope string

// The scopes.
const (
	EachMember Scope = "MEMBER"
	Overall    Scope = "OVERALL"
)

// Cap bounds what a rule gives in a period: points, times, or both.
type Cap struct {
	Period Period       `json:"period"`
	Scope  Scope        `json:"scope"`
	Points *mall.Points `json:"points,omitempty"`
	Times  *int64       `json:"times,omitempty"`
	// Budget is the campaign whose budget this is; nil: it is a cap of its own.
	Budget *mall.CampaignID `json:"budget,omitempty"`
}

// fromRow reads a stored rule.
func fromRow(row *ent.EarningRule) (*Rule, error) {
	r := &Rule{
		ID: row.ID, Code: row.Code, Version: row.Version, Revision: row.Revision, Status: row.Status, Name: row.Name,
		CreatedBy: row.CreatedBy, UpdatedBy: row.UpdatedBy, CreatedAt: row.CreatedAt, UpdatedAt: row.UpdatedAt,
		ActivatedBy: row.ActivatedBy, ActivatedAt: row.ActivatedAt, RetiredBy: row.RetiredBy, RetiredAt: row.RetiredAt,
	}
	return r, json.Unmarshal(row.Definition, &r.Definition)
}
