package mall_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

func permissions(of ...mall.Permission) []mall.Permission { return of }

// What a permission includes is for ever: callers and keys rely on it.
func TestWhatPermissionsInclude(t *testing.T) {
	for _, c := range []struct {
		has    []mall.Permission
		wanted mall.Permission
		is     bool
	}{
		{permissions(mall.PermissionAll), mall.PermissionStaff, true},
		{permissions(mall.PermissionAll), mall.PermissionCatalogWrite, true},
		{permissions(mall.PermissionCatalog), mall.PermissionCatalogRead, true},
		{permissions(mall.PermissionCatalog), mall.PermissionCatalogWrite, true},
		{permissions(mall.PermissionCatalogRead), mall.PermissionCatalogWrite, false},
		{permissions(mall.PermissionCatalogWrite), mall.PermissionCatalogRead, false},
		{permissions(mall.PermissionCatalogRead), mall.PermissionCatalog, false},
		{permissions(mall.PermissionPoints), mall.PermissionPolicy, false},
		{permissions(mall.PermissionStaff), mall.PermissionAll, false},
		{nil, mall.PermissionEarn, false},
	} {
		assert.Equal(t, c.is, mall.Holds(c.has, c.wanted), "%v, %s", c.has, c.wanted)
		assert.Equal(t, c.is, mall.Actor{Permissions: c.has}.May(c.wanted), "%v, %s", c.has, c.wanted)
	}
	assert.Empty(t, mall.Lacking(permissions(mall.PermissionCatalogRead, mall.PermissionCatalogWrite), permissions(mall.PermissionCatalog)), "who has all parts has the whole")
	assert.Equal(t, mall.PermissionCatalog, mall.Lacking(permissions(mall.PermissionCatalogRead), permissions(mall.PermissionCatalogRead, mall.PermissionCatalog)))
}

// Who lacks nothing of a set can do nothing less than whoever has the set.
func TestWhoLacksNothingMayDoAsMuch(t *testing.T) {
	var all []mall.Permission
	for _, p := range mall.PermissionAll.Values() {
		all = append(all, mall.Permission(p))
	}
	some := rapid.SliceOfN(rapid.SampledFrom(all), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		has, wanted := some.Draw(t, "has"), some.Draw(t, "wanted")
		lacks := mall.Lacking(has, wanted)
		for _, p := range all {
			if lacks == "" && p != mall.PermissionCatalog && mall.Holds(wanted, p) {
				assert.True(t, mall.Holds(has, p), "%v for %v: %s", has, wanted, p)
			}
		}
		if lacks != "" {
			assert.Contains(t, wanted, lacks)
			assert.False(t, mall.Holds(has, lacks))
		}
	})
}
