package seed_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
	"pointsmall/mall/seed"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

func TestAMallBeginsOnceAlsoWhenTwoTryAtTheSameTime(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		ctx := t.Context()
		db, err := store.Open(ctx, url, store.Options{})
		require.NoError(t, err)
		defer func() { assert.NoError(t, db.Close()) }()
		errs := make(chan error, 2)
		for _, name := range []string{"Wang", "Li"} {
			go func() {
				f := seed.First{Currency: "JPY", Zone: "Asia/Tokyo", Owner: &access.NewStaff{Name: name, Login: name + "@mall.test", Password: "long enough"}}
				owner, err := f.Prepare(ctx)
				if err == nil {
					err = f.Begin(ctx, db, mall.SystemClock, owner)
				}
				errs <- err
			}()
		}
		one, two := <-errs, <-errs
		if one == nil {
			one, two = two, one
		}
		require.NoError(t, two)
		require.ErrorIs(t, one, seed.ErrBegun)
		settings, err := setting.Load(ctx, db)
		require.NoError(t, err)
		assert.Equal(t, mall.Currency("JPY"), settings.Currency)
		assert.Equal(t, "Asia/Tokyo", settings.Zone.String())
		lacks, err := seed.Lacks(ctx, db)
		require.NoError(t, err)
		require.Len(t, lacks, 2, "it has an owner")
		assert.Contains(t, lacks[0], "earning rule", "the first rule is about yuan alone")
		assert.Contains(t, lacks[1], "product")
		malltest.Reconcile(t, db)
	})
}

func TestAMallBeginsWithoutAnOwnerOnceToo(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		ctx := t.Context()
		db, err := store.Open(ctx, url, store.Options{})
		require.NoError(t, err)
		defer func() { assert.NoError(t, db.Close()) }()
		f := seed.First{Currency: "CNY", Zone: "Asia/Shanghai"}
		owner, err := f.Prepare(ctx)
		require.NoError(t, err)
		require.NoError(t, f.Begin(ctx, db, mall.SystemClock, owner))
		require.ErrorIs(t, f.Begin(ctx, db, mall.SystemClock, owner), seed.ErrBegun)
		lacks, err := seed.Lacks(ctx, db)
		require.NoError(t, err)
		require.Len(t, lacks, 2)
		assert.Contains(t, lacks[0], "an owner")
		_, err = setting.Load(ctx, db)
		require.NoError(t, err)
		malltest.Reconcile(t, db)
	})
}

func TestAMallOfNoSuchMoneyDoesNotBegin(t *testing.T) {
	_, err := seed.First{Currency: "XXQ", Zone: "Asia/Shanghai"}.Prepare(t.Context())
	var refusal *mall.Error
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
}

// One that an older version let begin with such money opens all the same.
func TestAMallThatBeganWithNoSuchMoneyOpens(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{})
		require.NoError(t, err)
		require.NoError(t, seed.First{Currency: "XXQ", Zone: "Asia/Shanghai"}.Begin(t.Context(), db, mall.SystemClock, nil))
		require.NoError(t, db.Close())
		m := malltest.Open(t, url)
		assert.Equal(t, mall.Currency("XXQ"), m.Settings.Current().Currency)
	})
}
