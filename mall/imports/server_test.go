package imports_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/exchange"
	"pointsmall/mall/imports"
	"pointsmall/mall/malltest"
	"pointsmall/mall/tier"
)

// anotherServer is the same mall's imports as another server has them.
func anotherServer(m *malltest.Mall) *imports.Service {
	return imports.New(m.DB, m.Earning, m.Clock.Now).With(imports.Parts{
		Catalog: m.Catalog, Ledger: m.Ledger, Files: m.Files, Media: m.Media, Tiers: tier.Known, Currency: m.Currency, Zone: m.Zone,
	})
}

func assertRefused(t *testing.T, err error, code mall.ErrorCode) {
	t.Helper()
	var refusal *mall.Error
	if assert.True(t, errors.As(err, &refusal), "%v", err) {
		assert.Equal(t, code, refusal.Code, refusal.Text.EN)
	}
}

// take has a member redeem a piece.
func take(t *testing.T, m *malltest.Mall, member mall.MemberID, sku mall.SkuID) {
	t.Helper()
	_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: member, Sku: sku, Quantity: 1, Key: uuid.NewString()})
	require.NoError(t, err)
}
