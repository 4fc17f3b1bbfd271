package earning_test

import (
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/malltest"
)

var staff = mall.Actor{Kind: mall.ActorStaff}

// codes makes a batch of codes, each of which earns twice its value of 5.
func codes(t *testing.T, m *malltest.Mall, name string, count int, edit ...func(*scancode.NewBatch)) (made []scancode.Code) {
	t.Helper()
	b := scancode.NewBatch{Name: name, Count: count, Sku: "tea", Value: mall.Decimal{Decimal: decimal.NewFromInt(5)}}
	for _, f := range edit {
		f(&b)
	}
	_, err := m.Codes.Make(t.Context(), staff, b, func(more []scancode.Code) error {
		made = append(made, more...)
		return nil
	})
	require.NoError(t, err)
	return made
}

// scanning makes scanned codes earn, but not those for coffee.
func scanning(t *testing.T, m *malltest.Mall) {
	activate(t, m, gives("scan", mall.TriggerScanCode, 1, func(d *rule.Definition) {
		d.Effect = rule.Effect{PerUnit: &rule.PerUnit{Points: 2, Units: mall.Decimal{Decimal: decimal.NewFromInt(1)}, Of: "value"}}
		d.Condition = `event.attributes.sku != "coffee"`
	}))
}

func redeem(t *testing.T, m *malltest.Mall, who *ent.Member, code, key string) (earning.Recorded, error) {
	t.Helper()
	return m.Earning.RedeemCode(t.Context(), earning.Redemption{Member: who.ID, Code: code, Key: key})
}

func TestRedeemCode(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		scanning(t, m)
		made := codes(t, m, "spring", 3)
		who, other := m.Member("normal"), m.Member("normal")
		got, err := redeem(t, m, who, made[0].String(), "a")
		require.NoError(t, err)
		assert.Equal(t, earning.Recorded{Points: 10}, got)
		for _, key := range []string{"a", "b"} { // the same call again, and the same code in another
			got, err = redeem(t, m, who, made[0].String(), key)
			require.NoError(t, err)
			assert.Equal(t, earning.Recorded{Points: 10, Duplicate: true}, got)
		}
		_, err = redeem(t, m, who, made[1].String(), "a")
		assert.Equal(t, mall.CodeIdempotencyConflict, code(err))
		assert.EqualValues(t, 10, m.Available(who.ID))
		_, err = redeem(t, m, other, made[0].String(), "c")
		assert.Equal(t, mall.CodeNotAvailable, code(err))
	})
}

// Whoever guesses learns nothing: all codes that cannot be redeemed are refused alike.
func TestRefusalsOfCodesAreAlike(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		scanning(t, m)
		used, now := codes(t, m, "used", 1)[0], m.Clock.Now()
		_, err := redeem(t, m, m.Member("normal"), used.String(), "k")
		require.NoError(t, err)
		void, batch := codes(t, m, "void", 1)[0], codes(t, m, "void-batch", 1)[0]
		require.NoError(t, m.Codes.VoidCode(t.Context(), void.String()))
		_, err = m.Codes.VoidBatch(t.Context(), "void-batch")
		require.NoError(t, err)
		early := codes(t, m, "early", 1, func(b *scancode.NewBatch) { b.From = new(now.Add(time.Second)) })[0]
		late := codes(t, m, "late", 1, func(b *scancode.NewBatch) { b.Until = &now })[0]
		half := scancode.Code("")
		_, err = m.Codes.Make(t.Context(), staff, scancode.NewBatch{Name: "half", Count: 1}, func(c []scancode.Code) error {
			half = c[0]
			return errors.New("the disk is full")
		})
		require.Error(t, err)
		who := m.Member("normal")
		var first *mall.Error
		for i, c := range []scancode.Code{scancode.New(), used, void, batch, early, late, half} {
			_, err := redeem(t, m, who, c.String(), fmt.Sprint(i))
			var refused *mall.Error
			require.ErrorAs(t, err, &refused)
			if first == nil {
				first = refused
			}
			assert.Equal(t, first, refused, "code %d", i)
		}
		m.Clock.Set(now.Add(time.Second))
		_, err = redeem(t, m, who, early.String(), "in time")
		assert.NoError(t, err)
	})
}

// A typing error costs nothing; a code that would earn nothing stays good.
func TestCodesThatAreNotUsedUp(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		scanning(t, m)
		who := m.Member("normal")
		for i := range 2 * scancode.MaxGuesses {
			_, err := redeem(t, m, who, "00000-00000-00000-00001", fmt.Sprint(i))
			require.Equal(t, mall.CodeInvalidInput, code(err))
		}
		coffee := codes(t, m, "coffee", 1, func(b *scancode.NewBatch) { b.Sku = "coffee" })[0]
		_, err := redeem(t, m, who, coffee.String(), "k")
		require.Equal(t, mall.CodeNotEligible, code(err))
		activate(t, m, gives("any", mall.TriggerScanCode, 3))
		got, err := redeem(t, m, who, coffee.String(), "k")
		require.NoError(t, err)
		assert.EqualValues(t, 3, got.Points)
	})
}

// A hundred guesses at once: ten are looked up. Good codes are refused then too, and
// what the member redeemed before is told again.
func TestGuessesUnderFire(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		scanning(t, m)
		made := codes(t, m, "spring", 2)
		who := m.Member("normal")
		_, err := redeem(t, m, who, made[0].String(), "mine")
		require.NoError(t, err)
		counted := map[mall.ErrorCode]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				_, err := redeem(t, m, who, scancode.New().String(), fmt.Sprint(i))
				mu.Lock()
				defer mu.Unlock()
				counted[code(err)]++
			})
		}
		wg.Wait()
		assert.Equal(t, map[mall.ErrorCode]int{mall.CodeNotAvailable: 10, mall.CodeLimitExceeded: 90}, counted)
		_, err = redeem(t, m, who, made[0].String(), "mine")
		assert.NoError(t, err)
		m.Clock.Set(m.Clock.Now().Add(59*time.Minute + 500*time.Millisecond))
		_, err = redeem(t, m, who, made[1].String(), "good")
		var refused *mall.Error
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, mall.CodeLimitExceeded, refused.Code)
		assert.EqualValues(t, 60, refused.Figures.RetryAfter)
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		_, err = redeem(t, m, who, made[1].String(), "good")
		assert.NoError(t, err)
	})
}

// Many members behind one address count together.
func TestGuessesFromOneAddress(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		scanning(t, m)
		good := codes(t, m, "spring", 1)[0]
		from := netip.MustParseAddr("203.0.113.9")
		counted := map[mall.ErrorCode]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 25 {
			who := m.Member("normal")
			wg.Go(func() {
				_, err := m.Earning.RedeemCode(t.Context(), earning.Redemption{Member: who.ID, Code: scancode.New().String(), Key: "k", From: from})
				mu.Lock()
				defer mu.Unlock()
				counted[code(err)]++
			})
		}
		wg.Wait()
		assert.Equal(t, map[mall.ErrorCode]int{mall.CodeNotAvailable: 10, mall.CodeLimitExceeded: 15}, counted)
		elsewhere := earning.Redemption{Member: m.Member("normal").ID, Code: good.String(), Key: "k", From: netip.MustParseAddr("203.0.113.10")}
		_, err := m.Earning.RedeemCode(t.Context(), elsewhere)
		assert.NoError(t, err)
	})
}

// Fifty members redeem one code at once: it pays once.
func TestOneCodeForMany(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		scanning(t, m)
		made := codes(t, m, "spring", 1)[0]
		counted := map[mall.ErrorCode]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		for range 50 {
			who := m.Member("normal")
			wg.Go(func() {
				_, err := redeem(t, m, who, made.String(), "k")
				mu.Lock()
				defer mu.Unlock()
				counted[code(err)]++
			})
		}
		wg.Wait()
		assert.Equal(t, map[mall.ErrorCode]int{"": 1, mall.CodeNotAvailable: 49}, counted)
	})
}
