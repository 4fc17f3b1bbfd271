package lottery

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

var renew = flag.Bool("renew", false, "write testdata/vectors.json anew")

// vectors is what every verifier must agree about.
type vectors struct {
	Drawers []drawerVector `json:"drawers"`
	// Us have u of 2^64 - 551,616 and above, which no seed gives in a million years of drawing.
	Us        []uVector     `json:"us"`
	Published Published     `json:"published"`
	Altered   []alteredCase `json:"altered"`
}

type drawerVector struct {
	Campaign string `json:"campaign"`
	Member   string `json:"member"`
	Drawer   string `json:"drawer"`
}

type uVector struct {
	U    []string `json:"u"`
	Roll int      `json:"roll"`
}

// alteredCase is the published lottery with one draw replaced, and the first check that fails.
type alteredCase struct {
	Period int           `json:"period"`
	Place  int           `json:"place"`
	Draw   PublishedDraw `json:"draw"`
	Check  Check         `json:"check"`
}

func makeVectors() vectors {
	v := vectors{
		Us: []uVector{
			{[]string{"0"}, 0},
			{[]string{"1234567"}, 234567},
			{[]string{"18446744073708999999"}, 999_999},
			{[]string{"18446744073709000000", "42"}, 42},
			{[]string{"18446744073709551615", "18446744073709000000", "7000001"}, 1},
		},
		Published: played(scarce(), 240).published(),
	}
	for n := range 2 {
		c, m := numbered[mall.CampaignID](1), numbered[mall.MemberID](n)
		v.Drawers = append(v.Drawers, drawerVector{c.String(), m.String(), Drawer(c, m)})
	}
	alter := func(place int, check Check, change func(*PublishedDraw)) {
		d := v.Published.Periods[0].Draws[place]
		change(&d)
		v.Altered = append(v.Altered, alteredCase{1, place, d, check})
	}
	alter(3, CheckRoll, func(d *PublishedDraw) { d.Roll = (d.Roll + 1) % Sides })
	alter(5, CheckRoll, func(d *PublishedDraw) { d.ClientSeed += "!" })
	alter(7, CheckNonce, func(d *PublishedDraw) { d.Nonce++ })
	alter(9, CheckMisses, func(d *PublishedDraw) { d.MissesBefore++ })
	alter(11, CheckSequence, func(d *PublishedDraw) { d.Sequence = 99 })
	alter(13, CheckTime, func(d *PublishedDraw) { d.DrawnAt = closes })
	alter(15, CheckOutcome, func(d *PublishedDraw) { d.Outcome = mall.OutcomePity })
	return v
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	if *renew {
		text, err := json.MarshalIndent(makeVectors(), "", " ")
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("testdata/vectors.json", append(text, '\n'), 0o600))
	}
	text, err := os.ReadFile("testdata/vectors.json")
	require.NoError(t, err)
	var v vectors
	require.NoError(t, json.Unmarshal(text, &v))
	return v
}

func TestVectorsAreWhatTheRulesGive(t *testing.T) {
	v := readVectors(t)
	for _, d := range v.Drawers {
		c, _ := mall.AnyID(d.Campaign).Campaign()
		m, _ := mall.AnyID(d.Member).Member()
		assert.Equal(t, d.Drawer, Drawer(c, m))
	}
	for _, u := range v.Us {
		roll := rollOf(func(counter int) uint64 {
			n, err := strconv.ParseUint(u.U[counter], 10, 64)
			require.NoError(t, err)
			return n
		})
		assert.Equal(t, u.Roll, roll, u.U)
	}
	faults, err := Verify(v.Published, v.Published.Periods[0].Draws)
	require.NoError(t, err)
	assert.Empty(t, faults)
	outcomes := map[mall.LotteryOutcome]int{}
	for _, p := range v.Published.Periods {
		for _, d := range p.Draws {
			outcomes[d.Outcome]++
		}
	}
	for _, outcome := range []mall.LotteryOutcome{mall.OutcomeRolled, mall.OutcomePity, mall.OutcomeFallback} {
		assert.Positive(t, outcomes[outcome], "the vectors have one that is %s", outcome)
	}
	for _, a := range v.Altered {
		p := v.Published
		p.Periods = append([]PublishedPeriod{}, p.Periods...)
		p.Periods[0].Draws = append([]PublishedDraw{}, p.Periods[0].Draws...)
		p.Periods[0].Draws[a.Place] = a.Draw
		faults, err := Verify(p, nil)
		require.NoError(t, err)
		require.NotEmpty(t, faults)
		assert.Equal(t, a.Check, faults[0].Check)
	}
}

// The verifier of docs is written without a line of this package, and agrees with it.
func TestTheJavaScriptVerifierAgrees(t *testing.T) {
	_ = readVectors(t)
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("this needs Node.js: scripts/with-node sees to that")
	}
	out, err := exec.CommandContext(t.Context(), "node", "testdata/vectors.mjs").CombinedOutput()
	require.NoError(t, err, string(out))
}
