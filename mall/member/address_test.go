package member_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
)

func postal(street string) mall.PostalAddress {
	return mall.PostalAddress{Name: " 王小明 ", Phone: "13800138000", Province: "浙江省", City: "杭州市", District: "西湖区", Street: street}
}

func TestAMemberHasOneDefaultAddress(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, who, other := t.Context(), m.Member("normal").ID, m.Member("normal").ID
		streets := func() (list []string, defaults int) {
			all, err := m.Members.Addresses(ctx, []mall.MemberID{who})
			require.NoError(t, err)
			for _, a := range all[who] {
				list = append(list, a.Postal.Street)
				if a.IsDefault {
					defaults++
				}
			}
			return list, defaults
		}
		first, err := m.Members.AddAddress(ctx, who, postal("one"), false)
		require.NoError(t, err)
		assert.Equal(t, "王小明", first.Postal.Name)
		second, err := m.Members.AddAddress(ctx, who, postal("two"), true)
		require.NoError(t, err)
		third, err := m.Members.AddAddress(ctx, who, postal("three"), false)
		require.NoError(t, err)
		list, defaults := streets()
		assert.Equal(t, []string{"two", "three", "one"}, list)
		assert.Equal(t, 1, defaults)

		changed, err := m.Members.ChangeAddress(ctx, who, second.ID, second.Version, postal("zwei"), false)
		require.NoError(t, err)
		assert.True(t, changed.IsDefault, "it stays the default until another is")
		require.NoError(t, m.Members.DropAddress(ctx, who, changed.ID, changed.Version))
		list, defaults = streets()
		assert.Equal(t, []string{"three", "one"}, list)
		assert.Equal(t, 1, defaults)
		changed, err = m.Members.ChangeAddress(ctx, who, first.ID, 1, postal("one"), true)
		require.NoError(t, err)
		assert.True(t, changed.IsDefault)

		var refused *mall.Error
		_, err = m.Members.ChangeAddress(ctx, other, third.ID, 1, postal("stolen"), false)
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, mall.CodeNotFound, refused.Code)
		require.ErrorAs(t, m.Members.DropAddress(ctx, who, third.ID, 9), &refused)
		assert.Equal(t, mall.CodeVersionConflict, refused.Code)
	})
}

func TestAnAddressToWhichNothingCanBeSentIsRefusedAtItsPart(t *testing.T) {
	for part, change := range map[string]func(*mall.PostalAddress){
		"name":   func(a *mall.PostalAddress) { a.Name = "" },
		"phone":  func(a *mall.PostalAddress) { a.Phone = "call me" },
		"street": func(a *mall.PostalAddress) { a.Street = "two\nlines" },
		"city":   func(a *mall.PostalAddress) { a.City = string(make([]byte, 201)) },
	} {
		a := postal("one")
		change(&a)
		refused := a.Check()
		require.NotNil(t, refused, part)
		assert.Equal(t, []string{part}, refused.Path)
	}
	assert.Nil(t, postal("one").Check())
}
