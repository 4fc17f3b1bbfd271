package seed

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
)

// DemoLottery adds a lottery to the demo mall, which has begun: it needs the mall's secret,
// by which seeds are kept.
func DemoLottery(ctx context.Context, lotteries *lottery.Service, now time.Time) error {
	points := func(key string, n mall.Points, odds int) lottery.NewPrize {
		return lottery.NewPrize{Key: key, Name: mall.Textf("%s", "%d 积分", mall.Count(n, "point")), Kind: mall.PrizePoints, Points: &n, OddsPpm: odds}
	}
	grand := points("grand", 2000, 5_000)
	grand.Stock, grand.StockPerDay = new(int64(20)), new(int64(3))
	draft, err := lotteries.Create(ctx, mall.Actor{Kind: mall.ActorSystem}, lottery.NewLottery{
		Slug: "lucky-wheel", Name: mall.Text{EN: "Lucky wheel", ZH: "幸运大转盘"},
		Rules: mall.Text{
			EN: "Every member has 3 free draws a day; a further draw costs 100 points. Points that are won are there at once. Who has missed the 2,000 points 89 times gets them on the next draw, as long as the pieces set apart for that last. Each draw can be verified once the campaign has ended.",
			ZH: "每位会员每日可免费抽奖 3 次，之后每次消耗 100 积分。中奖积分即时到账。连续 89 次未抽中 2000 积分的会员，下一次必得（以预留数量为限）。活动结束后每次抽奖结果均可公开验证。",
		},
		StartsAt: now, EndsAt: now.AddDate(0, 1, 0), Cost: 100, FreeDrawsPerDay: 3, DrawsPerMemberPerDay: new(50), Budget: new(mall.Points(1_000_000)),
		Prizes: []lottery.NewPrize{
			grand, points("big", 500, 25_000), points("small", 50, 300_000),
			{Key: "nothing", Name: mall.Text{EN: "Better luck next time", ZH: "谢谢参与"}, Kind: mall.PrizeNothing, OddsPpm: 670_000},
		},
		Pity: &lottery.Pity{After: 90, PrizeKey: "grand", Stock: new(int64(10))},
	})
	if err != nil {
		return err
	}
	_, err = lotteries.Start(ctx, mall.Actor{Kind: mall.ActorSystem}, draft.ID, draft.Version)
	return err
}
