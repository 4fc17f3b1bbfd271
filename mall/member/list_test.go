package member_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
	"pointsmall/mall/member"
)

func TestMembersAreFoundByNameLoginAndReferenceInEverySpelling(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		m.Member("normal") // member-1
		_, err := m.Access.SignUp(ctx, access.SignUp{Login: "Éva@home.test", Password: "long enough", DisplayName: "王Ｅva 100%"})
		require.NoError(t, err)
		eva := newest(t, m)
		_, err = m.Members.SetRef(ctx, eva.ID, "CARD-77")
		require.NoError(t, err)
		for _, old := range []bool{false, true} {
			if old { // as an older version has left them
				m.Update(t, func(c *ent.Client) error { return c.Member.Update().SetFolded("").Exec(ctx) })
				require.NoError(t, member.FoldAll(ctx, m.DB))
			}
			for search, found := range map[string]int{
				"": 2, "王eva": 1, "王": 1, "éVA@": 1, "card-7": 1, "MEMBER-1": 1, "0%": 1, "1_0": 0, "100% ": 0, "eva 100%éva": 0, "nobody": 0,
			} {
				rows, err := m.Members.List(ctx, member.Query{Search: search, Limit: 10})
				require.NoError(t, err)
				assert.Len(t, rows, found, "%q, old %t", search, old)
				n, err := m.Members.Count(ctx, search, member.Filter{}, 10)
				require.NoError(t, err)
				assert.Equal(t, found, n, search)
			}
		}
	})
}

func TestMembersAreListedTheNewestFirstFromEitherEnd(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		a, b, c := m.Member("normal"), m.Member("normal"), m.Member("normal")
		list := func(q member.Query) (ids []mall.MemberID) {
			rows, err := m.Members.List(t.Context(), q)
			require.NoError(t, err)
			for _, row := range rows {
				ids = append(ids, row.ID)
			}
			return ids
		}
		assert.Equal(t, []mall.MemberID{c.ID, b.ID}, list(member.Query{Limit: 2}))
		assert.Equal(t, []mall.MemberID{a.ID}, list(member.Query{Before: &b.ID, Limit: 2}))
		assert.Equal(t, []mall.MemberID{b.ID, a.ID}, list(member.Query{Limit: 2, Oldest: true}))
		assert.Equal(t, []mall.MemberID{c.ID}, list(member.Query{After: &b.ID, Limit: 2}))
	})
}

func newest(t *testing.T, m *malltest.Mall) *ent.Member {
	t.Helper()
	rows, err := m.Members.List(t.Context(), member.Query{Limit: 1})
	require.NoError(t, err)
	return rows[0]
}
