package lottery

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"pointsmall/mall"
)

// Configuration is what a lottery promises, as its JSON has it. Members hold the mall to the
// text, byte by byte: it is written once and stored.
type Configuration struct {
	// Campaign is the id as the API shows it.
	Campaign string    `json:"campaign"`
	StartsAt time.Time `json:"startsAt"`
	EndsAt   time.Time `json:"endsAt"`
	// TimeZone is where the days of limits begin.
	TimeZone string `json:"timeZone"`
	// Period says how a period ends by itself before the campaign does; null: it does not.
	Period *PeriodRule `json:"period"`
	// Cost is in points, for a draw that is not free.
	Cost            mall.Points `json:"cost"`
	FreeDrawsPerDay int         `json:"freeDrawsPerDay"`
	Limits          Limits      `json:"limits"`
	// Budget is how many points all draws give together at most; null: as many as come.
	Budget *mall.Points `json:"budget"`
	Pity   *Pity        `json:"pity"`
	// Fallback is the key of the prize that stands in for one that is out; null: there is none.
	Fallback *string `json:"fallback"`
	// RulesHash is the SHA-256 of the rules text: English, a line feed, Chinese.
	RulesHash string  `json:"rulesHash"`
	Prizes    []Prize `json:"prizes"`
}

// PeriodRule says how a period ends by itself: after so many draws, at the midnight after it
// began, or at whichever comes first.
type PeriodRule struct {
	Draws    *int `json:"draws"`
	Midnight bool `json:"midnight"`
}

// Limits bound what one member may do. Null is no limit.
type Limits struct {
	DrawsPerMemberPerDay *int `json:"drawsPerMemberPerDay"`
}

// Pity gives a prize on the draw that would be the After-th without it or one before it.
type Pity struct {
	After    int    `json:"after"`
	PrizeKey string `json:"prizeKey"`
	// Stock is how many pieces are set apart, which only pity gives; null: they are not counted.
	Stock *int64 `json:"stock"`
}

// Prize is one prize. Those of its fields are null that its kind does not have.
type Prize struct {
	Key    string                `json:"key"`
	Kind   mall.LotteryPrizeKind `json:"kind"`
	Points *mall.Points          `json:"points"`
	Sku    *string               `json:"sku"`
	Coupon *string               `json:"coupon"`
	Value  *Value                `json:"value"`
	// OddsPpm is in how many of 1,000,000 draws it is rolled.
	OddsPpm     int    `json:"oddsPpm"`
	Stock       *int64 `json:"stock"`
	StockPerDay *int64 `json:"stockPerDay"`
}

// Value is money as the API shows it.
type Value struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

// Text is the configuration as it is stored and published.
func (c *Configuration) Text() (string, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(c)
	return string(bytes.TrimSuffix(out.Bytes(), []byte("\n"))), err
}

// ReadConfiguration reads what Text wrote.
func ReadConfiguration(text string) (*Configuration, error) {
	c := &Configuration{}
	return c, json.Unmarshal([]byte(text), c)
}

// hashOf is the SHA-256 of a text in hex.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// rulesHash is the hash of a rules text.
func rulesHash(rules mall.Text) string { return hashOf(rules.EN + "\n" + rules.ZH) }

// place is the place of the prize with a key; -1: there is none.
func (c *Configuration) place(key string) int {
	for i := range c.Prizes {
		if c.Prizes[i].Key == key {
			return i
		}
	}
	return -1
}

// fallback is the place of the prize that stands in for one that is out; -1: there is none.
func (c *Configuration) fallback() int {
	if c.Fallback == nil {
		return -1
	}
	return c.place(*c.Fallback)
}

// pity is the place of the prize that pity gives; -1: there is no pity.
func (c *Configuration) pity() int {
	if c.Pity == nil {
		return -1
	}
	return c.place(c.Pity.PrizeKey)
}

// limited reports whether a prize's pieces are counted.
func (p *Prize) limited() bool { return p.Stock != nil || p.StockPerDay != nil }
