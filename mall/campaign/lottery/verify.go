package lottery

import (
	"encoding/hex"
	"fmt"
	"time"

	"pointsmall/mall"
)

// Published is what a lottery shows of itself once periods are closed: enough to verify every
// draw of them. Its JSON is what docs/verify-draw.mjs reads, too.
type Published struct {
	Configuration string `json:"configuration"`
	ConfigHash    string `json:"configHash"`
	// Periods are the closed ones, all from the first on.
	Periods []PublishedPeriod `json:"periods"`
}

// PublishedPeriod is a closed period.
type PublishedPeriod struct {
	Number         int             `json:"number"`
	ServerSeed     string          `json:"serverSeed"`
	ServerSeedHash string          `json:"serverSeedHash"`
	ClosedAt       time.Time       `json:"closedAt"`
	Draws          []PublishedDraw `json:"draws"`
}

// PublishedDraw is a draw. A member's receipt is one, too.
type PublishedDraw struct {
	ID             string              `json:"id"`
	Sequence       int                 `json:"sequence"`
	Drawer         string              `json:"drawer"`
	Nonce          int                 `json:"nonce"`
	ClientSeed     string              `json:"clientSeed"`
	ServerSeedHash string              `json:"serverSeedHash"`
	ConfigHash     string              `json:"configHash"`
	Roll           int                 `json:"roll"`
	RolledPrize    string              `json:"rolledPrize"`
	Prize          string              `json:"prize"`
	Outcome        mall.LotteryOutcome `json:"outcome"`
	MissesBefore   int                 `json:"missesBefore"`
	DrawnAt        time.Time           `json:"drawnAt"`
}

// Check names what a verification looks at.
type Check string

// The checks, each with the question that it answers.
const (
	CheckConfiguration Check = "configuration" // is the text the one that was committed to?
	CheckSeed          Check = "seed"          // is the seed the one that was committed to?
	CheckSeedReused    Check = "seed reused"   // has another period had it?
	CheckCommitment    Check = "commitment"    // does the draw name this period's commitments?
	CheckSequence      Check = "sequence"      // are all draws there, each once?
	CheckNonce         Check = "nonce"         // are all draws of the drawer there, each once?
	CheckRoll          Check = "roll"          // does the roll follow from seed and ticket?
	CheckRolledPrize   Check = "rolled prize"  // do the odds give this prize for the roll?
	CheckMisses        Check = "misses"        // has the drawer missed so often?
	CheckOutcome       Check = "outcome"       // do pity, stock and budget give this prize?
	CheckTime          Check = "time"          // was it drawn while the period was open?
	CheckPeriod        Check = "period"        // did the period end when it had to?
	CheckReceipt       Check = "receipt"       // is a draw that a member saw there unchanged?
)

// Fault is something that the mall cannot explain.
type Fault struct {
	Check Check `json:"check"`
	// Period and Sequence say where; 0 where it is about all of them.
	Period   int    `json:"period"`
	Sequence int    `json:"sequence"`
	Detail   string `json:"detail"`
}

// Verify repeats every draw that a lottery publishes, and compares receipts with them. No
// faults: the mall drew as it had promised. The error is for what cannot be read.
func Verify(p Published, receipts []PublishedDraw) ([]Fault, error) {
	config, err := ReadConfiguration(p.Configuration)
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	zone, err := time.LoadLocation(config.TimeZone)
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	v := &verification{config: config, configHash: p.ConfigHash, zone: zone, stand: config.Begin(), misses: map[string]int{}, seeds: map[string]int{}}
	if hash := hashOf(p.Configuration); hash != p.ConfigHash {
		v.fault(CheckConfiguration, 0, "its hash is %s, not %s", hash, p.ConfigHash)
	}
	for i := range p.Periods {
		if err := v.period(&p.Periods[i]); err != nil {
			return nil, err
		}
	}
	v.compare(p, receipts)
	return v.faults, nil
}

// verification is how far a verification is.
type verification struct {
	config     *Configuration
	configHash string
	zone       *time.Location
	stand      Stand
	misses     map[string]int // of drawers
	seeds      map[string]int // periods by the hash of their seed
	number     int            // of the period
	faults     []Fault
}

func (v *verification) fault(check Check, sequence int, format string, args ...any) {
	v.faults = append(v.faults, Fault{Check: check, Period: v.number, Sequence: sequence, Detail: fmt.Sprintf(format, args...)})
}

func (v *verification) period(p *PublishedPeriod) error {
	v.number = p.Number
	seed, err := hex.DecodeString(p.ServerSeed)
	if err != nil {
		return fmt.Errorf("read the seed of period %d: %w", p.Number, err)
	}
	hash := HashSeed(seed)
	if hash != p.ServerSeedHash {
		v.fault(CheckSeed, 0, "its hash is %s, not %s", hash, p.ServerSeedHash)
	}
	if other, used := v.seeds[hash]; used {
		v.fault(CheckSeedReused, 0, "period %d has the same seed", other)
	}
	v.seeds[hash] = p.Number
	nonces := map[string]int{}
	for i := range p.Draws {
		d := &p.Draws[i]
		if d.Sequence != i+1 {
			v.fault(CheckSequence, d.Sequence, "it should be number %d", i+1)
		}
		nonces[d.Drawer]++
		if d.Nonce != nonces[d.Drawer] {
			v.fault(CheckNonce, d.Sequence, "nonce %d; it should be %d", d.Nonce, nonces[d.Drawer])
		}
		if d.ConfigHash != v.configHash || d.ServerSeedHash != p.ServerSeedHash {
			v.fault(CheckCommitment, d.Sequence, "it names another configuration or seed")
		}
		v.time(p, d)
		if rule := v.config.Period; rule != nil {
			late := rule.Midnight && !mall.DateOf(d.DrawnAt, v.zone).Equal(mall.DateOf(p.Draws[0].DrawnAt, v.zone).Time)
			if late || (rule.Draws != nil && i >= *rule.Draws) {
				v.fault(CheckPeriod, d.Sequence, "drawn at %s, after the period had to end", d.DrawnAt.Format(time.RFC3339Nano))
			}
		}
		v.draw(seed, d)
	}
	return nil
}

// time checks when a draw was made.
func (v *verification) time(p *PublishedPeriod, d *PublishedDraw) {
	if d.DrawnAt.Before(v.config.StartsAt) || !d.DrawnAt.Before(v.config.EndsAt) || d.DrawnAt.After(p.ClosedAt) {
		v.fault(CheckTime, d.Sequence, "drawn at %s", d.DrawnAt.Format(time.RFC3339Nano))
	}
}

// draw makes a draw again.
func (v *verification) draw(seed []byte, d *PublishedDraw) {
	c := v.config
	roll := Roll(seed, Ticket{Drawer: d.Drawer, ClientSeed: d.ClientSeed, Nonce: d.Nonce, ConfigHash: v.configHash})
	if roll != d.Roll {
		v.fault(CheckRoll, d.Sequence, "roll %d; it should be %d", d.Roll, roll)
	}
	rolled := c.Rolled(d.Roll)
	if key := c.Prizes[rolled].Key; key != d.RolledPrize {
		v.fault(CheckRolledPrize, d.Sequence, "%d is %s, not %s", d.Roll, key, d.RolledPrize)
	}
	turn := Turn{Misses: v.misses[d.Drawer], Day: mall.DateOf(d.DrawnAt, v.zone)}
	if turn.Misses != d.MissesBefore {
		v.fault(CheckMisses, d.Sequence, "%d misses before; there were %d", d.MissesBefore, turn.Misses)
	}
	if refusal := v.stand.Refuses(c, turn); refusal != nil {
		v.fault(CheckOutcome, d.Sequence, "it should have been refused: %s", refusal.Text.EN)
	} else if prize, outcome := v.stand.Judge(c, turn, rolled); c.Prizes[prize].Key != d.Prize || outcome != d.Outcome {
		v.fault(CheckOutcome, d.Sequence, "%s by %s; it should be %s by %s", d.Prize, d.Outcome, c.Prizes[prize].Key, outcome)
	}
	// The next draws are judged by what the mall says it gave, so that one fault is told once.
	if given := c.place(d.Prize); given >= 0 {
		v.stand.Take(c, turn, given, d.Outcome)
		v.misses[d.Drawer] = c.Misses(turn, given, d.Outcome)
	}
}

// compare looks for receipts among the draws.
func (v *verification) compare(p Published, receipts []PublishedDraw) {
	type place struct {
		seedHash, drawer string
		nonce            int
	}
	draws := map[place]*PublishedDraw{}
	for i := range p.Periods {
		for j := range p.Periods[i].Draws {
			d := &p.Periods[i].Draws[j]
			draws[place{p.Periods[i].ServerSeedHash, d.Drawer, d.Nonce}] = d
		}
	}
	v.number = 0
	for _, r := range receipts {
		found := draws[place{r.ServerSeedHash, r.Drawer, r.Nonce}]
		if found == nil {
			v.fault(CheckReceipt, r.Sequence, "no draw %d of %s under %s is published", r.Nonce, r.Drawer, r.ServerSeedHash)
			continue
		}
		same := r
		same.DrawnAt = found.DrawnAt
		if same != *found || !r.DrawnAt.Equal(found.DrawnAt) {
			v.fault(CheckReceipt, r.Sequence, "the published draw is another")
		}
		if r.ConfigHash != p.ConfigHash {
			v.fault(CheckReceipt, r.Sequence, "it was drawn under the configuration %s", r.ConfigHash)
		}
	}
}
