package lottery

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"

	"pointsmall/mall"
)

// Sides is how many rolls there are: odds are in parts per million.
const Sides = 1_000_000

// fair is 2^64 - 2^64 mod Sides, the first u that is not used: so that each roll comes from
// as many of those below it.
const fair uint64 = (1 << 64) / Sides * Sides

// Drawer names a member in what a campaign publishes. Nobody can tell from it who it is,
// except those who know the member's id.
func Drawer(c mall.CampaignID, m mall.MemberID) string {
	return hashOf("pointsmall-drawer-1\n" + c.String() + "\n" + m.String())
}

// HashSeed is the commitment to a seed.
func HashSeed(seed []byte) string {
	sum := sha256.Sum256(seed)
	return hex.EncodeToString(sum[:])
}

// Ticket is what a roll is made of, besides the seed.
type Ticket struct {
	Drawer     string
	ClientSeed string
	// Nonce counts the drawer's draws under the seed, from 1.
	Nonce      int
	ConfigHash string
}

// message is what is signed to make u.
func (t Ticket) message(counter int) string {
	return "pointsmall-draw-1\n" + t.Drawer + "\n" + t.ClientSeed + "\n" + strconv.Itoa(t.Nonce) + "\n" + t.ConfigHash + "\n" + strconv.Itoa(counter)
}

// Roll is the ticket's number under a seed, 0 to 999,999.
func Roll(seed []byte, t Ticket) int {
	mac := hmac.New(sha256.New, seed)
	sum := make([]byte, 0, sha256.Size)
	return rollOf(func(counter int) uint64 {
		mac.Reset()
		mac.Write([]byte(t.message(counter))) // never fails
		return binary.BigEndian.Uint64(mac.Sum(sum))
	})
}

// rollOf makes a roll of the first u that is fair.
func rollOf(u func(counter int) uint64) int {
	for counter := 0; ; counter++ {
		if n := u(counter); n < fair {
			return int(n % Sides)
		}
	}
}

// Rolled is the place of the prize that a roll stands for: the first whose odds, added to
// those before it, are greater.
func (c *Configuration) Rolled(roll int) int {
	sum := 0
	for i := range c.Prizes {
		if sum += c.Prizes[i].OddsPpm; roll < sum {
			return i
		}
	}
	return len(c.Prizes) - 1 // the odds sum to Sides: Check has looked
}
