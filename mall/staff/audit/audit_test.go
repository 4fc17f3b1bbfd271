package audit_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/auditrecord"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/malltest"
	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
)

// boss is a staff user of the mall, and the context of a call of theirs.
func boss(t *testing.T, m *malltest.Mall, operation string) (context.Context, mall.StaffID) {
	t.Helper()
	id := mall.NewStaffID()
	m.Update(t, func(client *ent.Client) error {
		return client.Staff.Create().SetID(id).SetName("Chen Yu").SetLogin("chen@mall.test").SetPasswordHash("argon2-of-a-password").SetPermissions([]mall.Permission{mall.PermissionAll}).Exec(t.Context())
	})
	return as(t.Context(), mall.Actor{Kind: mall.ActorStaff, StaffID: id, Permissions: []mall.Permission{mall.PermissionAll}}, operation), id
}

func as(ctx context.Context, actor mall.Actor, operation string) context.Context {
	ctx = mall.WithAddress(mall.WithUserAgent(mall.WithActor(ctx, actor), "Mozilla/5.0 (X11) Firefox/145.0"), netip.MustParseAddr("203.0.113.7"))
	return mall.WithRequestID(mall.WithOperation(ctx, operation), "req-1")
}

func list(t *testing.T, m *malltest.Mall, f audit.Filter) []*audit.Record {
	t.Helper()
	records, err := m.Audit.List(t.Context(), f, store.Span[mall.AuditRecordID]{Limit: 100})
	require.NoError(t, err)
	return records
}

// faults are what the log's proof finds.
func faults(t *testing.T, m *malltest.Mall) (found []audit.Fault) {
	t.Helper()
	require.NoError(t, m.DB.Snapshot(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return audit.Verify(ctx, tx, m.Audit.Key, func(f audit.Fault) { found = append(found, f) }, nil)
	}))
	return found
}

func TestAChangeByStaffIsWrittenDownWithWhoWhenAndFromWhere(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, id := boss(t, m, "setMemberTags")
		of := m.Member("normal")
		_, err := m.Members.SetTags(ctx, of.ID, []string{"vip"})
		require.NoError(t, err)

		records := list(t, m, audit.Filter{})
		require.Len(t, records, 1)
		r := records[0]
		assert.Equal(t, id.String(), r.Actor)
		assert.Equal(t, "Chen Yu", r.ActorName)
		assert.Equal(t, "setMemberTags", r.Operation)
		assert.Equal(t, mall.AuditChanged, r.Action)
		assert.Equal(t, "Member", r.Noun)
		assert.Equal(t, of.ID.String(), r.NounID)
		assert.Equal(t, []string{"203.0.113.7", "Firefox", "req-1"}, []string{r.Address, r.UserAgent, r.RequestID})
		assert.True(t, r.At.Equal(malltest.Start), r.At)
		require.Len(t, r.Changes, 2, "%+v", r)
		assert.Equal(t, "tags", r.Changes[0].Field)
		assert.Nil(t, r.Changes[0].Before)
		assert.Equal(t, `["vip"]`, *r.Changes[0].After)
		assert.Equal(t, "Chen Yu changed member "+of.ID.String()+": tags, tagsSince", r.Text().EN)
		assert.Equal(t, "Chen Yu修改了会员 "+of.ID.String()+"：tags、tagsSince", r.Text().ZH)

		_, err = m.Members.SetTags(ctx, of.ID, []string{"vip"})
		require.NoError(t, err)
		assert.Len(t, list(t, m, audit.Filter{}), 1, "what changes nothing is no change")
		_, err = m.Members.SetTags(t.Context(), of.ID, []string{"x"})
		require.NoError(t, err)
		assert.Len(t, list(t, m, audit.Filter{}), 1, "nobody acts for others here")
	})
}

func TestARefusedOrFailedChangeLeavesNoRecord(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, _ := boss(t, m, "setMemberRef")
		a, b := m.Member("normal"), m.Member("normal")
		_, err := m.Members.SetRef(ctx, a.ID, *b.ExternalRef)
		require.Error(t, err)
		assert.Empty(t, list(t, m, audit.Filter{}))
	})
}

func TestWhatSqlChangesForStaffWithoutARecordFailsInTests(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, _ := boss(t, m, "forgetful")
		of := m.Member("normal")
		change := func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, "update members set tier_granted = true where id = $1", of.ID)
			return err
		}
		require.ErrorContains(t, m.DB.InTx(ctx, change), "forgetful changes members")
		require.NoError(t, m.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Watch(ctx, "members", of.ID); err != nil {
				return err
			}
			return change(ctx, tx)
		}))
		records := list(t, m, audit.Filter{})
		require.Len(t, records, 1)
		assert.Equal(t, "tierGranted", records[0].Changes[0].Field)
	})
}

func TestTheCommandLineAndAPartnersKeyAreNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		of := m.Member("normal")
		_, err := m.Members.SetTags(mall.WithOperation(mall.WithActor(t.Context(), mall.Actor{Kind: mall.ActorCommand}), "members tag"), of.ID, []string{"a"})
		require.NoError(t, err)
		partner, key := mall.NewPartnerID(), mall.NewAPIKeyID()
		m.Update(t, func(client *ent.Client) error {
			return client.Partner.Create().SetID(partner).SetName("Brand").SetPermissions(nil).Exec(t.Context())
		})
		_, err = m.Members.SetTags(as(t.Context(), mall.Actor{Kind: mall.ActorPartner, PartnerID: partner, APIKeyID: key}, "tag"), of.ID, []string{"b"})
		require.NoError(t, err)

		records := list(t, m, audit.Filter{})
		require.Len(t, records, 2)
		assert.Equal(t, []string{"Brand", partner.String()}, []string{records[0].ActorName, records[0].Actor})
		assert.Equal(t, key, *records[0].APIKeyID)
		assert.Equal(t, []string{"command line", "command", ""}, []string{records[1].ActorName, records[1].Actor, records[1].Address})
		assert.Contains(t, records[1].Text().ZH, "命令行修改了会员")
	})
}

func TestSecretsAreNeverWrittenDown(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, id := boss(t, m, "changeStaffPassword")
		require.NoError(t, m.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return tx.Ent().Staff.UpdateOneID(id).SetPasswordHash("argon2-of-another").SetTotpSecret([]byte("totp-secret")).Exec(ctx)
		}))
		records := list(t, m, audit.Filter{})
		require.Len(t, records, 1)
		for _, c := range records[0].Changes {
			assert.Equal(t, mall.AuditSecret, c.Hidden, c.Field)
			assert.Nil(t, c.Before)
			assert.Nil(t, c.After)
		}
		rows, err := m.DB.Ent().AuditRecord.Query().All(t.Context())
		require.NoError(t, err)
		assert.NotContains(t, rows[0].Changes, "argon2")
		assert.NotContains(t, rows[0].Changes, "totp-secret")
	})
}

func TestPersonalFieldsAreForgottenAndTheLogStillProvesItself(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Audit.Key = []byte("a secret")
		ctx, _ := boss(t, m, "setMemberRef")
		of := m.Member("normal")
		_, err := m.Members.SetRef(ctx, of.ID, "till-77")
		require.NoError(t, err)

		records := list(t, m, audit.Filter{ID: of.ID.String()})
		require.Len(t, records, 1)
		require.Equal(t, "externalRef", records[0].Changes[0].Field)
		assert.Equal(t, "till-77", *records[0].Changes[0].After)
		assert.Equal(t, *of.ExternalRef, *records[0].Changes[0].Before)
		row, err := m.DB.Ent().AuditRecord.Query().Only(t.Context())
		require.NoError(t, err)
		assert.NotContains(t, row.Changes, "till-77", "the database has it encrypted")
		assert.Empty(t, list(t, m, audit.Filter{Search: "till-77"}))

		m.Sweep()
		for range 2 {
			require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return audit.Forget(ctx, tx, of.ID, m.Clock.Now()) }))
		}
		records = list(t, m, audit.Filter{ID: of.ID.String()})
		assert.Equal(t, mall.AuditForgotten, records[0].Changes[0].Hidden)
		assert.Nil(t, records[0].Changes[0].After)
		assert.Empty(t, faults(t, m), "the proof needs no key of a member")

		_, err = m.Members.SetRef(ctx, of.ID, "till-78")
		require.NoError(t, err)
		records = list(t, m, audit.Filter{ID: of.ID.String()})
		require.Len(t, records, 2)
		assert.Equal(t, mall.AuditForgotten, records[0].Changes[0].Hidden, "what comes later has no personal fields")
	})
}

func TestManyRowsOfOneTransactionAreOneBatch(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, _ := boss(t, m, "createProduct")
		_, err := m.Catalog.Create(ctx, mall.ActorOf(ctx), catalog.NewProduct{
			Slug: "tea", Kind: mall.KindPhysical, Name: mall.Text{EN: "Tea"}, Images: []mall.Image{},
			Skus: []catalog.NewSku{{Code: "TEA", Name: mall.Text{EN: "Tea"}, Stock: 5, Prices: []catalog.Price{{Points: 100}, {Points: 10, Cash: &mall.Money{Minor: 1250, Currency: "CNY"}}}}},
		})
		require.NoError(t, err)
		rows, err := m.DB.Ent().AuditRecord.Query().Order(auditrecord.ByID()).All(t.Context())
		require.NoError(t, err)
		nouns := map[string]int{}
		for i, r := range rows {
			nouns[r.Noun]++
			assert.Equal(t, rows[0].Batch, r.Batch)
			assert.Equal(t, []int{i + 1, len(rows)}, []int{r.Place, r.Places})
		}
		assert.Equal(t, map[string]int{"Product": 1, "Sku": 1, "PriceOption": 2}, nouns)
		assert.Contains(t, rows[len(rows)-1].Changes+rows[len(rows)-2].Changes, "12.50 CNY", "money is readable")
		assert.Empty(t, faults(t, m))
	})
}

// Each of these is done by somebody who has the database, and not the mall's secret.
func TestTheProofShowsWhatWasDoneToTheLog(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Audit.Key = []byte("a secret")
		ctx, _ := boss(t, m, "setMemberTags")
		of := m.Member("normal")
		for _, tag := range []string{"a", "b", "c", "d"} {
			_, err := m.Members.SetTags(ctx, of.ID, []string{tag})
			require.NoError(t, err)
			if tag == "b" {
				m.Sweep()
			}
		}
		require.Empty(t, faults(t, m))
		const nth = "(select id from audit_records order by id limit 1 offset "
		copied := "id, server, batch, place, places, before_hash, hash, sealed_in, at, actor, actor_name, api_key_id, operation, noun, noun_id, member_id, address, user_agent, request_id, changes"
		for name, statements := range map[string][]string{
			"a sealed record changed":       {"update audit_records set operation = 'x' where id = " + nth + "0)"},
			"an unsealed record changed":    {"update audit_records set actor_name = 'somebody else' where id = " + nth + "3)"},
			"who did it":                    {"update audit_records set actor = 'command' where id = " + nth + "1)"},
			"a sealed record removed":       {"delete from audit_records where id = " + nth + "1)"},
			"the first record removed":      {"delete from audit_records where id = " + nth + "0)"},
			"an unsealed record removed":    {"delete from audit_records where id = " + nth + "2)"},
			"a record taken from its seal":  {"update audit_records set sealed_in = null where id = " + nth + "0)"},
			"a record put under a seal":     {"update audit_records set sealed_in = 1 where id = " + nth + "2)"},
			"a seal removed with its rows":  {"delete from audit_records where sealed_in = 1", "delete from audit_seals where id = 1"},
			"a seal changed":                {"update audit_seals set records = records - 1"},
			"two records change places":     {"update audit_records set changes = (select changes from audit_records where id = " + nth + "1)) where id = " + nth + "0)"},
			"a record inserted":             {"create table forged as select " + copied + " from audit_records where id = " + nth + "3)", "update forged set id = '" + newID() + "', batch = '" + newID() + "', hash = 'forged'", "insert into audit_records (" + copied + ") select " + copied + " from forged", "drop table forged"},
			"the times of records exchange": {"update audit_records set at = '2020-01-01 00:00:00+00:00' where id = " + nth + "2)"},
		} {
			undone := assert.AnError
			var found []audit.Fault
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				for _, statement := range statements {
					if _, err := tx.Exec(ctx, statement); err != nil {
						return err
					}
				}
				if err := audit.Verify(ctx, tx, m.Audit.Key, func(f audit.Fault) { found = append(found, f) }, nil); err != nil {
					return err
				}
				return undone
			})
			require.ErrorIs(t, err, undone, name)
			assert.NotEmpty(t, found, name)
		}
		assert.Empty(t, faults(t, m))
		m.Audit.Key = []byte("another secret")
		assert.NotEmpty(t, faults(t, m), "another key proves nothing")
		m.Audit.Key = []byte("a secret")
	})
}

func newID() string { return mall.NewAuditRecordID().UUID().String() }

func TestServersWriteAtOnceAndNobodyWaitsForAnother(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		malls := []*malltest.Mall{malltest.Open(t, url), malltest.Open(t, url)}
		ctx, _ := boss(t, malls[0], "setMemberTags")
		done := make(chan error)
		for i := range 8 {
			m := malls[i%2]
			of := malls[0].Member("normal")
			go func() {
				var err error
				for _, tag := range []string{"a", "b", "c"} {
					if _, failed := m.Members.SetTags(ctx, of.ID, []string{tag}); failed != nil {
						err = failed
					}
				}
				done <- err
			}()
		}
		for range 8 {
			require.NoError(t, <-done)
		}
		malls[0].Sweep()
		malls[1].Sweep()
		assert.Len(t, list(t, malls[0], audit.Filter{}), 24)
		assert.Empty(t, faults(t, malls[1]))
	})
}

func TestRecordsAreFoundByWhoWhatAndWhen(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, id := boss(t, m, "setMemberTags")
		a, b := m.Member("normal"), m.Member("normal")
		for _, of := range []*ent.Member{a, b} {
			_, err := m.Members.SetTags(ctx, of.ID, []string{"vip"})
			require.NoError(t, err)
			m.Clock.Set(m.Clock.Now().Add(time.Hour))
		}
		later := malltest.Start.Add(30 * time.Minute)
		for name, c := range map[string]struct {
			f    audit.Filter
			want int
		}{
			"all": {audit.Filter{}, 2}, "actor": {audit.Filter{Actor: id.String()}, 2}, "another actor": {audit.Filter{Actor: "command"}, 0},
			"operation": {audit.Filter{Operation: "setMemberTags"}, 2}, "noun": {audit.Filter{Noun: "Product"}, 0}, "id": {audit.Filter{ID: a.ID.String()}, 1},
			"from": {audit.Filter{From: &later}, 1}, "until": {audit.Filter{Until: &later}, 1}, "search": {audit.Filter{Search: "chen"}, 2}, "search fields": {audit.Filter{Search: "VIP"}, 2},
			"search nothing": {audit.Filter{Search: "nobody"}, 0},
		} {
			assert.Len(t, list(t, m, c.f), c.want, name)
			n, err := m.Audit.Count(t.Context(), c.f, 10)
			require.NoError(t, err)
			assert.Equal(t, c.want, n, name)
		}
	})
}

// Every column that sounds like a secret or like a person says in ent/schema which it is, or here
// why it is neither.
func TestColumnsThatSoundSecretOrPersonalAreMarked(t *testing.T) {
	t.Parallel()
	plain := map[string]string{}
	for _, name := range strings.Fields("accounts.last_hash anchor_heads.hash audit_records.before_hash audit_records.hash entries.hash lotteries.config_hash lottery_periods.seed_hash pictures.hash files.hash import_batches.file_hash") {
		plain[name] = "a digest that proves something"
	}
	for _, name := range strings.Fields("idempotency_records.idempotency_key lottery_draws.client_seed lottery_players.client_seed orders.idempotency_key check_ins.idempotency_key after_sales.idempotency_key lottery_draws.idempotency_key payment_callbacks.event_key audit_records.api_key_id key_usages.api_key_id") {
		plain[name] = "it lets nobody in, or its member has shown it"
	}
	plain["message_settings.secret_hint"] = "its last letters, which tell staff which one it is"
	for _, table := range store.TableNames() {
		for _, column := range store.ColumnNames(table) {
			name := table + "." + column
			sounds := false
			for _, word := range []string{"password", "secret", "token", "hash", "salt", "_key", "seed", "phone", "email", "postal"} {
				sounds = sounds || strings.Contains(column, word)
			}
			marked := ent.Secret[table][column] || ent.Personal[table][column]
			if sounds && !marked && plain[name] == "" {
				t.Errorf("%s sounds secret or personal: mark it Sensitive or isPersonal in ent/schema, or say here why it is neither", name)
			}
		}
	}
	for name := range plain {
		table, column, _ := strings.Cut(name, ".")
		_, known := store.ColumnType(table, column)
		assert.True(t, known, "there is no %s any more", name)
	}
}

// Everything that is written down has a name in both languages.
func TestNounsHaveNames(t *testing.T) {
	t.Parallel()
	for _, noun := range audit.WatchedNouns() {
		name := audit.Nouns()[noun]
		assert.NotEmpty(t, name.EN, "say in words.go what a %s is called", noun)
		assert.NotEmpty(t, name.ZH, noun)
	}
}

func TestUnwatchedTablesAreThere(t *testing.T) {
	t.Parallel()
	for _, table := range audit.UnwatchedTables() {
		assert.Contains(t, store.TableNames(), table)
	}
}
