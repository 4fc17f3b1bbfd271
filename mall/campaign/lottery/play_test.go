package lottery

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"pointsmall/mall"
)

var (
	opens  = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	closes = opens.Add(72 * time.Hour)
)

// numbered is an id that is the same in every run.
func numbered[ID ~[16]byte](n int) ID {
	sum := sha256.Sum256(fmt.Append(nil, "id ", n))
	return ID(sum[:16])
}

// seedOf is a seed that is the same in every run.
func seedOf(n int) []byte {
	sum := sha256.Sum256(fmt.Append(nil, "seed ", n))
	return sum[:]
}

// plain is a lottery of a big prize, a small one and nothing.
func plain() *Configuration {
	return &Configuration{
		Campaign: numbered[mall.CampaignID](1).String(), StartsAt: opens, EndsAt: closes, TimeZone: "Asia/Shanghai", Cost: 100,
		Fallback: new("nothing"), RulesHash: rulesHash(mall.Text{EN: "Draw.", ZH: "抽奖。"}),
		Prizes: []Prize{
			{Key: "big", Kind: mall.PrizePoints, Points: new(mall.Points(1000)), OddsPpm: 20_000, Value: &Value{"10.00", "CNY"}},
			{Key: "small", Kind: mall.PrizePoints, Points: new(mall.Points(50)), OddsPpm: 300_000, Value: &Value{"0.50", "CNY"}},
			{Key: "nothing", Kind: mall.PrizeNothing, OddsPpm: 680_000, Value: &Value{"0.00", "CNY"}},
		},
	}
}

// scarce has everything: stock, stock of the day, a budget and pity.
func scarce() *Configuration {
	c := plain()
	c.Prizes[0].Stock, c.Prizes[1].StockPerDay = new(int64(8)), new(int64(40))
	c.Prizes[0].OddsPpm, c.Prizes[2].OddsPpm = 120_000, 580_000
	c.Budget = new(mall.Points(14_000))
	c.Pity = &Pity{After: 12, PrizeKey: "big", Stock: new(int64(6))}
	return c
}

// mallOf is a mall that draws by the rules, in memory.
type mallOf struct {
	config  *Configuration
	text    string
	stand   Stand
	misses  map[string]int
	nonces  map[string]int
	periods []PublishedPeriod
	refused int
}

func opened(c *Configuration) *mallOf {
	text, err := c.Text()
	if err != nil {
		panic(err)
	}
	m := &mallOf{config: c, text: text, stand: c.Begin(), misses: map[string]int{}}
	m.begin()
	return m
}

// begin opens the next period.
func (m *mallOf) begin() {
	seed := seedOf(len(m.periods) + 1)
	m.periods = append(m.periods, PublishedPeriod{Number: len(m.periods) + 1, ServerSeed: hex.EncodeToString(seed), ServerSeedHash: HashSeed(seed), ClosedAt: closes})
	m.nonces = map[string]int{}
}

func (m *mallOf) draw(drawer, clientSeed string, at time.Time) {
	p := &m.periods[len(m.periods)-1]
	zone, _ := time.LoadLocation(m.config.TimeZone)
	turn := Turn{Misses: m.misses[drawer], Day: mall.DateOf(at, zone)}
	if m.stand.Refuses(m.config, turn) != nil {
		m.refused++
		return
	}
	m.nonces[drawer]++
	seed, _ := hex.DecodeString(p.ServerSeed)
	d := PublishedDraw{
		ID: numbered[mall.LotteryDrawID](1000*p.Number + len(p.Draws)).String(), Sequence: len(p.Draws) + 1, Drawer: drawer, Nonce: m.nonces[drawer], ClientSeed: clientSeed,
		ServerSeedHash: p.ServerSeedHash, ConfigHash: hashOf(m.text), MissesBefore: turn.Misses, DrawnAt: at,
	}
	d.Roll = Roll(seed, Ticket{drawer, clientSeed, d.Nonce, d.ConfigHash})
	rolled := m.config.Rolled(d.Roll)
	prize, outcome := m.stand.Judge(m.config, turn, rolled)
	m.stand.Take(m.config, turn, prize, outcome)
	m.misses[drawer] = m.config.Misses(turn, prize, outcome)
	d.RolledPrize, d.Prize, d.Outcome = m.config.Prizes[rolled].Key, m.config.Prizes[prize].Key, outcome
	p.Draws = append(p.Draws, d)
}

func (m *mallOf) published() Published {
	p := Published{Configuration: m.text, ConfigHash: hashOf(m.text), Periods: slices.Clone(m.periods)}
	for i := range p.Periods {
		p.Periods[i].Draws = slices.Clone(p.Periods[i].Draws)
	}
	return p
}

// played is a lottery in which ten members drew so often, in two periods over two days.
func played(c *Configuration, draws int) *mallOf {
	m, chance := opened(c), rand.New(rand.NewPCG(1, 2))
	for i := range draws {
		if i == draws/2 {
			m.begin()
		}
		member := chance.IntN(10)
		m.draw(Drawer(numbered[mall.CampaignID](1), numbered[mall.MemberID](member)), fmt.Sprintf("seed of %d ~", member), opens.Add(time.Duration(i)*30*time.Hour/time.Duration(draws)))
	}
	return m
}
