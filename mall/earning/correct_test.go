package earning_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/purchase"
	"pointsmall/ent/purchasereturn"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/malltest"
)

var corrector = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionEarn}}

func correction(subject, ref, key string) earning.Correction {
	c := earning.Correction{Actor: corrector, Kind: mall.CorrectPurchase, Subject: mall.AnyID(subject), MemberRef: ref, Reason: "typed wrong", Key: key}
	switch (subject + "    ")[:4] {
	case "rtn_":
		c.Kind = mall.CorrectReturn
	case "act_":
		c.Kind = mall.CorrectActivity
	}
	return c
}

func correct(t *testing.T, m *malltest.Mall, c earning.Correction) *ent.Correction {
	t.Helper()
	done, err := m.Earning.Correct(t.Context(), c)
	require.NoError(t, err)
	return done
}

func returnOf(t *testing.T, m *malltest.Mall, number string) string {
	t.Helper()
	return m.DB.Ent().PurchaseReturn.Query().Where(purchasereturn.ExternalRef(number)).OnlyX(t.Context()).ID.String()
}

func purchaseOf(t *testing.T, m *malltest.Mall, number string) *ent.Purchase {
	t.Helper()
	return m.DB.Ent().Purchase.Query().Where(purchase.ExternalRef(number), purchase.MovedToIsNil()).OnlyX(t.Context())
}

func refusedAs(t *testing.T, m *malltest.Mall, c earning.Correction, code mall.ErrorCode) {
	t.Helper()
	_, err := m.Earning.Correct(t.Context(), c)
	var refused *mall.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, code, refused.Code)
}

func TestAReturnRecordedByMistakeIsUndone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("silver")
		require.EqualValues(t, 204, sell(t, m, basket(who, "P")))
		spend(t, m, who, 150)
		takeBack(t, m, back("cups", "P", 0, 1))
		takeBack(t, m, back("teas", "P", 3, 0))
		before := balance(t, m, who)
		require.EqualValues(t, 150, before.Debt)
		done := correct(t, m, correction(returnOf(t, m, "teas"), "", "k"))
		assert.EqualValues(t, 153, done.Given)
		assert.EqualValues(t, 3, m.Available(who.ID), "the debt is gone, and what was left is back")
		assert.Zero(t, balance(t, m, who).Debt)
		assert.Equal(t, "Correction of teas: typed wrong", newest(t, m, who).Reason.EN)
		refusedAs(t, m, correction(returnOf(t, m, "teas"), "", "k2"), mall.CodeInvalidState)
		again := correct(t, m, correction(returnOf(t, m, "teas"), "", "k"))
		assert.Equal(t, done.ID, again.ID, "the same key has the same answer")
		assert.EqualValues(t, 153, takeBack(t, m, back("teas again", "P", 3, 0)).TakenBack, "the goods can come back after all")
	})
}

func TestAReturnIsUndoneOnceHoweverManyAsk(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		sell(t, m, basket(who, "P"))
		takeBack(t, m, back("R", "P", 3, 1))
		id := returnOf(t, m, "R")
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				_, err := m.Earning.Correct(t.Context(), correction(id, "", string(rune('a'+i))))
				var refused *mall.Error
				if err != nil && assert.ErrorAs(t, err, &refused) {
					assert.Equal(t, mall.CodeInvalidState, refused.Code)
				}
			})
		}
		all.Wait()
		assert.EqualValues(t, 199, m.Available(who.ID))
	})
}

func TestAReceiptUnderTheWrongMemberIsMoved(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		wrong, right := m.Member("normal"), m.Member("silver")
		p := basket(wrong, "P")
		require.EqualValues(t, 199, sell(t, m, p))
		takeBack(t, m, back("cup", "P", 0, 1))
		takeBack(t, m, refund("money", "P", 5_00))
		old := purchaseOf(t, m, "P")
		done := correct(t, m, correction(old.ID.String(), *right.ExternalRef, "k"))
		assert.Zero(t, m.Available(wrong.ID))
		assert.Zero(t, balance(t, m, wrong).LifetimeEarned)
		assert.EqualValues(t, 204, done.Given, "by the right member's tier, and first purchase")
		rest := m.Available(right.ID)
		assert.Less(t, rest, mall.Points(204), "what had come back came back of theirs")
		repeated, err := m.Earning.RecordPurchase(t.Context(), p)
		require.NoError(t, err)
		assert.True(t, repeated.Duplicate, "the till that repeats its report is told that it is known")
		assert.Equal(t, rest, takeBack(t, m, back("teas", "P", 3, 0)).TakenBack, "a later return finds the right member")
		assert.EqualValues(t, 110, buy(t, m, wrong, "N", 10_00), "the wrong member's next purchase is a first one")
		list, err := m.Earning.Corrections(t.Context(), mall.AnyID(purchaseOf(t, m, "P").ID.String()))
		require.NoError(t, err)
		require.Len(t, list, 1)
		assert.Equal(t, corrector.StaffID, list[0].MadeBy)
		refusedAs(t, m, correction(old.ID.String(), *right.ExternalRef, "k2"), mall.CodeInvalidState)
	})
}

func TestAPurchaseRecordedByMistakeIsUndoneAndOwedWhereItWasSpent(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		sell(t, m, basket(who, "P"))
		spend(t, m, who, 100)
		done := correct(t, m, correction(purchaseOf(t, m, "P").ID.String(), "", "k"))
		assert.EqualValues(t, 199, done.Taken)
		assert.EqualValues(t, 100, balance(t, m, who).Debt)
		refusedAs(t, m, correction(mall.NewPurchaseID().String(), "", "k2"), mall.CodeNotFound)
		refusedAs(t, m, correction("usr_1", "", "k3"), mall.CodeNotFound)
		byNumber := correction("", "", "k4")
		byNumber.Source, byNumber.Ref = "mall", "P"
		refusedAs(t, m, byNumber, mall.CodeInvalidState)
	})
}

func TestAnActivityIsMovedOrUndone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		wrong, right := m.Member("normal"), m.Member("normal")
		a := did(m, wrong, "V", mall.TriggerReview)
		got, err := m.Earning.RecordActivity(t.Context(), a)
		require.NoError(t, err)
		require.EqualValues(t, 20, got.Points)
		id := m.DB.Ent().Activity.Query().OnlyX(t.Context()).ID
		refusedAs(t, m, correction(id.String(), *wrong.ExternalRef, "same"), mall.CodeInvalidInput)
		refusedAs(t, m, correction(id.String(), "nobody", "none"), mall.CodeNotFound)
		moved := correct(t, m, correction(id.String(), *right.ExternalRef, "k"))
		assert.Zero(t, m.Available(wrong.ID))
		assert.EqualValues(t, 20, m.Available(right.ID))
		repeated, err := m.Earning.RecordActivity(t.Context(), a)
		require.NoError(t, err)
		assert.True(t, repeated.Duplicate)
		m.Clock.Set(m.Clock.Now().Add(time.Hour))
		undone := correct(t, m, correction(mall.ActivityID(*moved.MadeID).String(), "", "k2"))
		assert.EqualValues(t, 20, undone.Taken)
		assert.Zero(t, m.Available(right.ID))
		list, err := m.Earning.Corrections(t.Context(), mall.AnyID(mall.ActivityID(*moved.MadeID).String()))
		require.NoError(t, err)
		assert.Len(t, list, 2, "what it was moved from, too")
	})
}
