package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// jar is a desk: a setting that counts sweets, from which requests take some.
type jar struct {
	left, loaded int
	names        []string          // that are looked up
	taken        map[string]string // what names have taken before, as text
	fresh        map[string]string
	recalls      *int
}

func (j *jar) Load(ctx context.Context, tx *store.Tx) error {
	err := tx.Each(ctx, func(scan func(...any) error) error { return scan(&j.left) },
		"select cast(value as integer) from settings where id = 'sweets'"+tx.Lock(store.KindCounter, "settings.id"))
	j.loaded, j.taken, j.fresh = j.left, map[string]string{}, map[string]string{}
	return err
}

func (j *jar) Recall(ctx context.Context, tx *store.Tx) error {
	*j.recalls += len(j.names)
	rows := store.NewRows("name text")
	for _, n := range j.names {
		rows.Add("take-" + n)
	}
	j.names = nil
	return tx.QueryRows(ctx, "select s.id, s.value from {rows} join settings s on s.id = r.name", rows, func(scan func(...any) error) error {
		var name, value string
		err := scan(&name, &value)
		j.taken[name[len("take-"):]] = value
		return err
	})
}

func (j *jar) Save(_ context.Context, _ *store.Tx, batch *store.Batch) error {
	left, takes := store.NewRows("id text", "value text"), store.NewRows("id text", "value text")
	if j.left != j.loaded {
		left.Add("sweets", fmt.Sprint(j.left))
	}
	for name, value := range j.fresh {
		takes.Add("take-"+name, value)
	}
	batch.Add("update settings set value = r.value from {rows} where settings.id = r.id", left)
	batch.Add("insert into settings (id, value) select id, value from {rows}", takes)
	return nil
}

// take is a request for sweets.
type take struct {
	key    string
	sweets int
}

func (t take) check() *mall.Error {
	if t.sweets < 1 {
		return mall.Errorf(mall.CodeInvalidInput, "at least one", "至少一个")
	}
	return nil
}

func (take) want(*jar) {} // there is one jar

func (t take) decide(j *jar) (string, *mall.Error) {
	if t.sweets > j.left {
		return "", mall.Errorf(mall.CodeOutOfStock, "%d are left", "剩余 %d", j.left)
	}
	j.left -= t.sweets
	return fmt.Sprint(t.sweets, " of ", j.left+t.sweets), nil
}

func (t take) fingerprint() string { return fmt.Sprint(t.sweets) }

// byRecord recognises requests by idempotency records.
var byRecord = &store.UseCase[*jar, take, string]{
	Check: take.check, Want: take.want, Decide: take.decide,
	Repeats: &store.ByRecord[*jar, take, string]{
		Key:         func(t take) store.Key { return store.Key{Actor: "child", Operation: "take", Key: t.key} },
		Fingerprint: take.fingerprint, Result: func(answer string) string { return answer },
		Find: func(_ context.Context, _ *store.Tx, _ take, result string) (string, error) { return result, nil },
	},
}

// byKey recognises them by what they have made.
var byKey = &store.UseCase[*jar, take, string]{
	Check: take.check, Want: take.want,
	Decide: func(t take, j *jar) (string, *mall.Error) {
		answer, refusal := t.decide(j)
		if refusal == nil {
			j.fresh[t.key], j.taken[t.key] = t.fingerprint(), t.fingerprint()
		}
		return answer, refusal
	},
	Repeats: &store.ByKey[*jar, take, string]{
		Name: func(t take, j *jar) { j.names = append(j.names, t.key) },
		Before: func(t take, j *jar) (store.Before[string], bool) {
			value, ok := j.taken[t.key]
			return store.Before[string]{Fingerprint: value, Answer: value + " before"}, ok
		},
		Fingerprint: take.fingerprint,
	},
}

type kitchen struct {
	db      *store.DB
	engine  *store.Engine[*jar]
	recalls int
}

func newKitchen(t *testing.T, url string, sweets int) *kitchen {
	t.Helper()
	k := &kitchen{db: open(t, url)}
	require.NoError(t, k.db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "insert into settings (id, value) values ('sweets', $1)", fmt.Sprint(sweets))
		return err
	}))
	k.engine = store.NewEngine(k.db, "take sweets", func() time.Time { return malltest.Start }, func() *jar { return &jar{recalls: &k.recalls} })
	t.Cleanup(k.engine.Close)
	return k
}

func code(t *testing.T, err error) mall.ErrorCode {
	t.Helper()
	var refusal *mall.Error
	require.True(t, errors.As(err, &refusal), "%v", err)
	return refusal.Code
}

// However requests are recognised: the first answer again for the same input, a conflict
// for another, and a key that a refusal leaves free.
func TestTheEngineRecognisesRepeats(t *testing.T) {
	for name, c := range map[string]struct {
		use   *store.UseCase[*jar, take, string]
		again string
	}{"by record": {byRecord, "3 of 10"}, "by key": {byKey, "3 before"}} {
		t.Run(name, func(t *testing.T) {
			malltest.Each(t, func(t *testing.T, url string) {
				k := newKitchen(t, url, 10)
				do := func(key string, sweets int) (string, error) {
					return c.use.Do(t.Context(), k.engine, take{key, sweets})
				}
				_, err := do("a", 11)
				assert.Equal(t, mall.CodeOutOfStock, code(t, err))
				got, err := do("a", 3)
				require.NoError(t, err, "a refusal leaves the key free")
				assert.Equal(t, "3 of 10", got)
				got, err = do("a", 3)
				require.NoError(t, err)
				assert.Equal(t, c.again, got)
				_, err = do("a", 2)
				assert.Equal(t, mall.CodeIdempotencyConflict, code(t, err))
				_, err = do("b", 0)
				assert.Equal(t, mall.CodeInvalidInput, code(t, err), "it was checked before")
				assert.Equal(t, "7", settings(t, k.db)["sweets"], "taken once")
			})
		})
	}
}

// Requests with one key that come in one group are one request and its repetitions.
func TestTheEngineRecognisesRepeatsWithinAGroup(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		k := newKitchen(t, url, 100)
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				got, err := byRecord.Do(t.Context(), k.engine, take{"same", 1})
				assert.NoError(t, err)
				assert.Equal(t, "1 of 100", got)
			})
		}
		wg.Wait()
		assert.Equal(t, "99", settings(t, k.db)["sweets"])
		for _, out := range byRecord.DoAll(t.Context(), k.engine, []take{{"x", 1}, {"x", 2}, {"y", 0}, {"x", 1}}) {
			if out.Err != nil {
				assert.Contains(t, []mall.ErrorCode{mall.CodeIdempotencyConflict, mall.CodeInvalidInput}, code(t, out.Err))
			} else {
				assert.Equal(t, "1 of 99", out.Answer)
			}
		}
		assert.Equal(t, "98", settings(t, k.db)["sweets"])
	})
}

// An engine that recalls late asks for keys of refused requests alone; a refusal is never
// told to who has been served before.
func TestTheEngineRecallsLate(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		k := newKitchen(t, url, 10)
		k.engine.RecallLate()
		_, err := byKey.Do(t.Context(), k.engine, take{"a", 8})
		require.NoError(t, err)
		assert.Zero(t, k.recalls)
		got, err := byKey.Do(t.Context(), k.engine, take{"a", 8})
		require.NoError(t, err, "not that only 2 are left")
		assert.Equal(t, "8 before", got)
		assert.Equal(t, 1, k.recalls)
		_, err = byKey.Do(t.Context(), k.engine, take{"b", 1})
		require.NoError(t, err)
		assert.Equal(t, 1, k.recalls)
		got, err = byKey.Do(t.Context(), k.engine, take{"b", 1}) // its row is there: the group is run again
		require.NoError(t, err)
		assert.Equal(t, "1 before", got)
		_, err = byKey.Do(t.Context(), k.engine, take{"c", 5})
		assert.Equal(t, mall.CodeOutOfStock, code(t, err))
		assert.Equal(t, "1", settings(t, k.db)["sweets"])
	})
}

// What is foreseen is not saved; what is served within a transaction commits with it.
func TestTheEngineServesWithinATransaction(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		k := newKitchen(t, url, 10)
		undone := errors.New("undone")
		in := func(end error) error {
			return k.db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				outcomes, err := byRecord.In(ctx, tx, k.engine, take{"a", 4}, take{"b", 7})
				require.NoError(t, err)
				assert.Equal(t, "4 of 10", outcomes[0].Answer)
				assert.Equal(t, mall.CodeOutOfStock, code(t, outcomes[1].Err))
				return end
			})
		}
		require.ErrorIs(t, in(undone), undone)
		require.NoError(t, k.db.Snapshot(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			outcomes, err := byRecord.Foresee(ctx, tx, &jar{recalls: &k.recalls}, []take{{"a", 4}})
			require.NoError(t, err)
			assert.Equal(t, "4 of 10", outcomes[0].Answer)
			return nil
		}))
		assert.Equal(t, "10", settings(t, k.db)["sweets"])
		require.NoError(t, in(nil))
		assert.Equal(t, "6", settings(t, k.db)["sweets"])
	})
}
