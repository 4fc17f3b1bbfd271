package lottery

import (
	"context"
	"errors"
	"log/slog"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

// MaxClientSeed is the most characters of what a member adds to the draw.
const MaxClientSeed = 128

// Request is a draw that a member asks for.
type Request struct {
	Member   mall.MemberID
	Campaign mall.CampaignID
	// ClientSeed is the member's own part of the draw; nil: the one used last under this
	// server seed, and for the first draw the key.
	ClientSeed *string
	// SeedHash is the commitment that the member saw; nil: any.
	SeedHash *string
	// Key makes the request safe to repeat; see mall.CheckKey.
	Key string
}

// Result is what a draw gave.
type Result struct {
	Draw *ent.LotteryDraw
	// Sheet is the lottery as it was when it was read; nil when Repeated. How many pieces are
	// left has changed since.
	Sheet *Sheet
	// Balance is the account after the draw; nil when it must be read.
	Balance *ledger.Balance
	// Repeated is true when the key had drawn before.
	Repeated bool
	// last says that the draw was the last one of its period.
	last bool
}

// Draw lets a member draw: takes what it costs, rolls, and gives the prize, all or nothing.
// Refusals, all before the roll: NOT_FOUND (the campaign), NOT_AVAILABLE (it is not running),
// VERSION_CONFLICT (another commitment is in force), LIMIT_EXCEEDED (draws a day),
// OUT_OF_STOCK (no prize can stand in), NOT_ELIGIBLE (the account is full), INSUFFICIENT_POINTS,
// INVALID_INPUT, IDEMPOTENCY_CONFLICT. A refused request leaves no trace.
func (s *Service) Draw(ctx context.Context, r Request) (Result, error) {
	for range maxTurns {
		result, err := drawing.Do(ctx, s.engine, r)
		switch {
		case errors.Is(err, errPeriodOver):
			if _, err := s.endPeriod(ctx, r.Campaign); err != nil {
				return Result{}, err
			}
			continue
		case err == nil && result.last:
			if _, err := s.endPeriod(ctx, r.Campaign); err != nil { // the job will
				slog.WarnContext(ctx, "a lottery's period could not be ended", "campaign", r.Campaign.String(), "error", err)
			}
		}
		return result, err
	}
	return Result{}, mall.Errorf(mall.CodeNotAvailable, "the lottery is between two periods: try again in a moment", "抽奖周期正在切换，请稍后重试").At("campaignId")
}

// maxTurns is how often one draw may find that a period has just ended: a rush ends short ones
// one after the other.
const maxTurns = 20

// errPeriodOver has a draw wait for the next period. Nobody is told.
var errPeriodOver = mall.Errorf(mall.CodeNotAvailable, "the period is over", "周期已结束")

// drawing is the use case of a draw, which carries its key.
var drawing = &store.UseCase[*desk, Request, Result]{
	Check: Request.check, Want: Request.want, Decide: Request.decide,
	Repeats: &store.ByKey[*desk, Request, Result]{Name: Request.name, Before: Request.before, Fingerprint: Request.fingerprint},
}

func (r Request) check() *mall.Error {
	if r.ClientSeed != nil && !isClientSeed(*r.ClientSeed) {
		return mall.Errorf(mall.CodeInvalidInput, "clientSeed must be 1 to %d printable ASCII characters", "clientSeed 须为 1 至 %d 个可打印的 ASCII 字符", MaxClientSeed).At("clientSeed")
	}
	return mall.CheckKey(r.Key)
}

func isClientSeed(text string) bool {
	for _, r := range text {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return text != "" && len(text) <= MaxClientSeed
}

func (r Request) fingerprint() string {
	return mall.Fingerprint([]any{"draw", r.Campaign, r.ClientSeed, r.SeedHash})
}

// drawKey is a member's idempotency key.
type drawKey struct {
	member mall.MemberID
	key    string
}

func (r Request) key() drawKey { return drawKey{r.Member, r.Key} }

func (r Request) want(d *desk) {
	d.wants.Spends(r.Member, 0) // what it costs is known with the lottery
	d.wants.Campaigns = append(d.wants.Campaigns, r.Campaign)
	d.requests = append(d.requests, r)
}

func (r Request) name(d *desk) { d.keys = append(d.keys, r.key()) }

// before is the draw that the key has made.
func (r Request) before(d *desk) (before store.Before[Result], ok bool) {
	row := d.drawn[r.key()]
	if row == nil {
		return before, false
	}
	return store.Before[Result]{Fingerprint: row.Fingerprint, Answer: Result{Draw: row, Repeated: true}}, true
}
