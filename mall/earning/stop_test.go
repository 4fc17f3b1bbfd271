package earning_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/earning"
	"pointsmall/mall/malltest"
	"pointsmall/mall/setting"
)

func TestWhileEarningIsStoppedNothingIsRecordedAndEverythingCanBeReportedLater(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		ctx, who := t.Context(), m.Member("normal")
		activate(t, m, gives("welcome", mall.TriggerSignUp, 30))
		before := buy(t, m, who, "before", 100_00)
		turn := func(version int, stopped bool) {
			_, err := m.Settings.Update(ctx, mall.Actor{Kind: mall.ActorSystem}, version, func(now *setting.Mall) error {
				now.EarningStop = setting.Stop{Stopped: stopped, Notice: mall.Text{EN: "Back at 8", ZH: "8 点恢复"}}
				return nil
			})
			require.NoError(t, err)
		}
		turn(1, true)
		for name, earn := range map[string]func() error{
			"a purchase": func() error {
				_, err := m.Earning.RecordPurchase(ctx, bought(*who.ExternalRef, "p", yuan(100_00)))
				return err
			},
			"an event":   func() error { _, err := m.Earning.RecordActivity(ctx, did(m, who, "a", mall.TriggerShare)); return err },
			"a check-in": func() error { _, err := m.Earning.CheckIn(ctx, earning.CheckIn{Member: who.ID, Key: "c"}); return err },
		} {
			var refusal *mall.Error
			if err := earn(); assert.True(t, errors.As(err, &refusal), "%s: %v", name, err) {
				assert.Equal(t, mall.CodeNotAvailable, refusal.Code, name)
				assert.Equal(t, mall.Text{EN: "Back at 8", ZH: "8 点恢复"}, refusal.Text, name)
			}
		}
		assert.Equal(t, before, buy(t, m, who, "before", 100_00), "what was recorded before is still answered")
		assert.Equal(t, before, m.Available(who.ID))

		in, err := m.Access.SignUp(ctx, access.SignUp{Login: "mei", Password: "a long password", DisplayName: "Mei"})
		require.NoError(t, err, "signing up goes on")
		assert.Zero(t, m.Available(in.Member.ID), "and gives nothing")

		turn(2, false)
		assert.Positive(t, buy(t, m, who, "p", 100_00), "the till reports again what was refused")
	})
}
