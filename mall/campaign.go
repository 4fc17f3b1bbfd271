package mall

// CampaignKind says what members can do in a campaign.
type CampaignKind string

// The kinds that can be made. The others have names in the API, so that callers can be written
// for them.
const (
	// CampaignMultiplier has rules by which events earn more, within a budget.
	CampaignMultiplier CampaignKind = "MULTIPLIER"
	// CampaignLimitedTime sells goods at a part of their points.
	CampaignLimitedTime CampaignKind = "LIMITED_TIME"
	// CampaignFlash does, too, to members who queue.
	CampaignFlash CampaignKind = "FLASH"
	// CampaignLottery is a lottery: members draw, each for themselves, and know at once.
	CampaignLottery CampaignKind = "LOTTERY"
)

// Values lists the kinds, for ent and the API.
func (CampaignKind) Values() []string {
	return []string{
		string(CampaignMultiplier), string(CampaignLimitedTime), string(CampaignFlash), string(CampaignLottery), "SET_DRAW", "GROUP_BUY", "CROWDFUNDING", "LEADERBOARD", "CONTEST", "CARDS",
		"RED_PACKET", "CHALLENGE", "INVITATION", "BARGAIN", "PRESALE", "MEMBERSHIP", "BIRTHDAY", "STAMPS", "QUIZ",
	}
}

// CampaignStatus is the state of a campaign.
type CampaignStatus string

// The states of a campaign, in their order. A paused one can run again; an ended one
// stays as it is.
const (
	CampaignDraft     CampaignStatus = "DRAFT"
	CampaignScheduled CampaignStatus = "SCHEDULED"
	CampaignRunning   CampaignStatus = "RUNNING"
	CampaignPaused    CampaignStatus = "PAUSED"
	CampaignEnded     CampaignStatus = "ENDED"
)

// Values lists the states, for ent and the API.
func (CampaignStatus) Values() []string {
	return values(CampaignDraft, CampaignScheduled, CampaignRunning, CampaignPaused, CampaignEnded)
}

var campaignTexts = map[CampaignStatus]Text{
	CampaignDraft: {"a draft", "草稿"}, CampaignScheduled: {"scheduled", "未开始"}, CampaignRunning: {"running", "进行中"},
	CampaignPaused: {"paused", "已暂停"}, CampaignEnded: {"over", "已结束"},
}

// Text names the state within a sentence: "the campaign is running", “活动状态为进行中”.
func (s CampaignStatus) Text() Text { return campaignTexts[s] }

// LotteryPrizeKind says what a prize of a lottery is.
type LotteryPrizeKind string

// The kinds of prize. Nothing is one, too.
const (
	PrizePoints  LotteryPrizeKind = "POINTS"
	PrizeSku     LotteryPrizeKind = "SKU"
	PrizeCoupon  LotteryPrizeKind = "COUPON"
	PrizeNothing LotteryPrizeKind = "NOTHING"
)

// Values lists the kinds, for ent and the API.
func (LotteryPrizeKind) Values() []string {
	return values(PrizePoints, PrizeSku, PrizeCoupon, PrizeNothing)
}

// LotteryOutcome says why a draw gave its prize.
type LotteryOutcome string

// The outcomes of a draw.
const (
	// OutcomeRolled gave what was rolled.
	OutcomeRolled LotteryOutcome = "ROLLED"
	// OutcomePity gave the pity prize, because the member had missed often enough.
	OutcomePity LotteryOutcome = "PITY"
	// OutcomeFallback gave the fallback, because what was rolled was out.
	OutcomeFallback LotteryOutcome = "FALLBACK"
)

// Values lists the outcomes, for ent and the API.
func (LotteryOutcome) Values() []string {
	return values(OutcomeRolled, OutcomePity, OutcomeFallback)
}

// PeriodStatus is the state of a lottery's period.
type PeriodStatus string

// The states of a period. One of a lottery is open at most, and its successor is committed to
// before it opens.
const (
	PeriodNext   PeriodStatus = "NEXT"
	PeriodOpen   PeriodStatus = "OPEN"
	PeriodClosed PeriodStatus = "CLOSED"
)

// Values lists the states, for ent.
func (PeriodStatus) Values() []string { return values(PeriodNext, PeriodOpen, PeriodClosed) }
