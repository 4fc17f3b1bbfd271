package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
	"pointsmall/mall/partner/brand"
)

func TestAKeyMayDoWhatItsPartnerMayOrLess(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		p, err := m.Access.AddPartner(ctx, brand.NewPartner{Name: "north", DisplayName: mall.Text{ZH: "北方"}})
		require.NoError(t, err)
		_, err = m.Access.AddPartner(ctx, brand.NewPartner{Name: "north", DisplayName: mall.Text{ZH: "北方"}})
		assert.Equal(t, mall.CodeInvalidInput, code(t, err), "the name is taken")

		all, _, err := m.Access.MakeAPIKey(ctx, access.NewAPIKey{Partner: p.ID, Label: "till"})
		require.NoError(t, err)
		less, _, err := m.Access.MakeAPIKey(ctx, access.NewAPIKey{Partner: p.ID, Label: "shop", Scopes: []mall.Permission{mall.PermissionCatalog}})
		require.NoError(t, err)
		for secret, want := range map[string][]mall.Permission{all: {mall.PermissionCatalog, mall.PermissionEarn}, less: {mall.PermissionCatalog}} {
			actor, err := m.Access.Authenticate(ctx, secret)
			require.NoError(t, err)
			assert.Equal(t, want, actor.Permissions)
		}
		for _, k := range []access.NewAPIKey{
			{Partner: p.ID, Label: "till", Scopes: []mall.Permission{mall.PermissionOrders}},
			{Partner: p.ID, Label: " "},
			{Partner: p.ID, Label: "till", DailyQuota: new(0)},
		} {
			_, _, err := m.Access.MakeAPIKey(ctx, k)
			assert.Equal(t, mall.CodeInvalidInput, code(t, err), "%+v", k)
		}
		keys, err := m.Access.KeysOfPartners(ctx, []mall.PartnerID{p.ID})
		require.NoError(t, err)
		assert.Len(t, keys[p.ID], 2, "what was refused has made no key")
	})
}

func TestARotatedKeyStaysGoodForTheOverlapAndARevokedOneNotAtAll(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		p, err := m.Access.AddPartner(ctx, brand.NewPartner{Name: "north", DisplayName: mall.Text{EN: "North"}})
		require.NoError(t, err)
		old, row, err := m.Access.MakeAPIKey(ctx, access.NewAPIKey{Partner: p.ID, Label: "till", DailyQuota: new(7)})
		require.NoError(t, err)
		good := func(secret string) bool {
			_, err := m.Access.Authenticate(ctx, secret)
			return err == nil
		}
		fresh, next, err := m.Access.RotateAPIKey(ctx, row.ID, time.Hour)
		require.NoError(t, err)
		assert.Equal(t, 7, *next.DailyQuota)
		assert.True(t, good(old) && good(fresh))
		_, _, err = m.Access.RotateAPIKey(ctx, row.ID, time.Hour)
		assert.Equal(t, mall.CodeInvalidState, code(t, err))
		_, _, err = m.Access.RotateAPIKey(ctx, next.ID, access.MaxOverlap+time.Second)
		assert.Equal(t, mall.CodeInvalidInput, code(t, err))
		m.Clock.Set(m.Clock.Now().Add(time.Hour))
		assert.False(t, good(old))
		assert.True(t, good(fresh))

		ended, err := m.Access.RevokeAPIKey(ctx, next.ID)
		require.NoError(t, err)
		assert.False(t, good(fresh))
		m.Clock.Set(m.Clock.Now().Add(time.Hour))
		again, err := m.Access.RevokeAPIKey(ctx, next.ID)
		require.NoError(t, err)
		assert.True(t, ended.RevokedAt.Equal(*again.RevokedAt), "the earlier end stays")
		_, err = m.Access.RevokeAPIKey(ctx, mall.NewAPIKeyID())
		assert.Equal(t, mall.CodeNotFound, code(t, err))
	})
}

func TestADisabledPartnerIsOutAtOnceAndEverywhere(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		p, err := m.Access.AddPartner(ctx, brand.NewPartner{Name: "north", DisplayName: mall.Text{EN: "North"}})
		require.NoError(t, err)
		key, _, err := m.Access.MakeAPIKey(ctx, access.NewAPIKey{Partner: p.ID, Label: "till"})
		require.NoError(t, err)
		token, err := m.Access.IssuePartner(ctx, "north", time.Hour)
		require.NoError(t, err)
		other, err := access.New(ctx, m.DB, m.Bus, m.Clock.Now) // as another server has it
		require.NoError(t, err)
		_, err = other.Authenticate(ctx, token)
		require.NoError(t, err)

		_, err = m.Access.UpdatePartner(ctx, p.ID, 7, brand.Change{Disabled: new(true)})
		assert.Equal(t, mall.CodeVersionConflict, code(t, err))
		_, err = m.Access.UpdatePartner(ctx, p.ID, 1, brand.Change{Disabled: new(true)})
		require.NoError(t, err)
		for _, secret := range []string{key, token} {
			for _, server := range []*access.Service{m.Access, other} {
				_, err = server.Authenticate(ctx, secret)
				assert.ErrorIs(t, err, access.ErrBadToken)
			}
		}
		_, _, err = m.Access.MakeAPIKey(ctx, access.NewAPIKey{Partner: p.ID, Label: "till"})
		assert.Equal(t, mall.CodeInvalidState, code(t, err))
		_, err = m.Access.UpdatePartner(ctx, p.ID, 2, brand.Change{Disabled: new(false)})
		require.NoError(t, err)
		_, err = other.Authenticate(ctx, key)
		assert.NoError(t, err)
		m.Clock.Set(m.Clock.Now().Add(access.LiveFor))
		_, err = other.Authenticate(ctx, token)
		assert.ErrorIs(t, err, access.ErrBadToken, "old sessions stay ended")
	})
}
