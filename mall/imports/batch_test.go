package imports_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/imports"
	"pointsmall/mall/malltest"
)

var system = mall.Actor{Kind: mall.ActorSystem}

// begin begins an import, which nobody works on yet.
func begin(t *testing.T, m *malltest.Mall, kind mall.ImportKind, text string, edit func(*imports.NewImport)) *ent.ImportBatch {
	t.Helper()
	n := imports.NewImport{Actor: system, Kind: kind, FileName: "file.csv", From: strings.NewReader(text)}
	if edit != nil {
		edit(&n)
	}
	b, err := m.Imports.Create(t.Context(), n)
	require.NoError(t, err)
	return b
}

// bring imports a text and waits for its end.
func bring(t *testing.T, m *malltest.Mall, kind mall.ImportKind, text string) *ent.ImportBatch {
	t.Helper()
	return end(t, m, begin(t, m, kind, text, nil))
}

func end(t *testing.T, m *malltest.Mall, b *ent.ImportBatch) *ent.ImportBatch {
	t.Helper()
	b, err := m.Imports.Run(t.Context(), b.ID, nil)
	require.NoError(t, err)
	require.Nil(t, b.Failure, "%v", b.Failure)
	return b
}

func undo(t *testing.T, m *malltest.Mall, b *ent.ImportBatch) *ent.ImportBatch {
	t.Helper()
	_, err := m.Imports.Undo(t.Context(), system, b.ID, b.Version)
	require.NoError(t, err)
	return end(t, m, b)
}

// counted is what became of an import's rows, in words.
func counted(b *ent.ImportBatch) string {
	return fmt.Sprintf("%s: %d done, %d added, %d there, %d rejected, %d undone, %d kept", b.Status, b.Done, b.Added, b.There, b.Rejected, b.Undone, b.Kept)
}

func rejected(t *testing.T, m *malltest.Mall, b *ent.ImportBatch, lang mall.Lang) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, m.Imports.WriteRejected(t.Context(), &out, b, lang))
	return strings.TrimPrefix(out.String(), "\ufeff")
}

const people = "会员号,姓名,标签,等级,入会时间\nM-1,张三,vip;new,gold,2024-05-06\nM-2,李四,,,\n"

func TestMembersAreAddedOnceWithWhatAnotherSystemKnew(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		b := bring(t, m, mall.ImportMembers, people)
		assert.Equal(t, "DONE: 2 done, 2 added, 0 there, 0 rejected, 0 undone, 0 kept", counted(b))
		first, err := m.Members.ByRef(t.Context(), "M-1")
		require.NoError(t, err)
		assert.Equal(t, "张三", first.DisplayName)
		assert.Equal(t, "gold", first.TierID)
		assert.Equal(t, []string{"vip", "new"}, first.Tags)
		assert.Equal(t, "2024-05-06", first.CreatedAt.In(malltest.Zone).Format(time.DateOnly))

		again := bring(t, m, mall.ImportMembers, people+"M-2,李四,,,\nM-3,王五,,platinum,\n,nobody,,,\n")
		assert.Equal(t, "DONE: 5 done, 0 added, 2 there, 3 rejected, 0 undone, 0 kept", counted(again))
		assert.Equal(t, "会员号,姓名,标签,等级,入会时间,Line,Reason\nM-2,李四,,,,4,line 3 has the same key\nM-3,王五,,platinum,,5,\"there is no tier \"\"platinum\"\"\"\n,nobody,,,,6,it is empty\n",
			rejected(t, m, again, mall.LangEN))
		assert.Contains(t, rejected(t, m, again, mall.LangZH), "与第 3 行的标识重复")
	})
}

func TestADryRunSaysWhatARunDoesAndWritesNothing(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		b := end(t, m, begin(t, m, mall.ImportMembers, people+"M-3,王五,,platinum,\n", func(n *imports.NewImport) { n.DryRun = true }))
		assert.Equal(t, "CHECKED: 3 done, 2 added, 0 there, 1 rejected, 0 undone, 0 kept", counted(b))
		members, err := m.DB.Ent().Member.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Zero(t, members)

		_, err = m.Imports.Start(t.Context(), system, b.ID, b.Version-1)
		assertRefused(t, err, mall.CodeVersionConflict)
		b, err = m.Imports.Start(t.Context(), system, b.ID, b.Version)
		require.NoError(t, err)
		assert.Equal(t, "DONE: 3 done, 2 added, 0 there, 1 rejected, 0 undone, 0 kept", counted(end(t, m, b)))
	})
}

func TestBalancesAreLotsWithTheirOwnExpiryAndOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		bring(t, m, mall.ImportMembers, people)
		const text = "member,points,expires,earned\nM-1,300,2027-06-30,2025-01-02\nM-1,200,,\nM-1,200,,\nM-2,50,2026-12-31,\nM-9,1,,\nM-2,10,2020-01-01,\nM-2,1.5,,\n"
		b := bring(t, m, mall.ImportBalances, text)
		assert.Equal(t, "DONE: 7 done, 4 added, 0 there, 3 rejected, 0 undone, 0 kept", counted(b))
		first, err := m.Members.ByRef(ctx, "M-1")
		require.NoError(t, err)
		assert.EqualValues(t, 700, m.Available(first.ID))
		lots, err := m.DB.Ent().Lot.Query().All(ctx)
		require.NoError(t, err)
		ends := map[string]int{}
		for _, l := range lots {
			if l.ExpiresAt != nil {
				ends[l.ExpiresAt.In(malltest.Zone).Format(time.DateTime)]++
			}
		}
		assert.Equal(t, map[string]int{"2027-07-01 00:00:00": 1, "2027-01-01 00:00:00": 1}, ends)
		page, err := m.DB.Ent().Entry.Query().All(ctx)
		require.NoError(t, err)
		for _, e := range page {
			if assert.Equal(t, mall.EntryOpening, e.Kind); e.Seq != nil {
				assert.Equal(t, b.ID.String(), *e.Ref)
			}
		}
		text2 := bring(t, m, mall.ImportBalances, text)
		assert.Equal(t, "DONE: 7 done, 0 added, 4 there, 3 rejected, 0 undone, 0 kept", counted(text2), "the same file adds nothing")

		// 300 of the first member's points are spent: the lot that expires first.
		sku := m.Sku(300, 5, nil)
		take(t, m, first.ID, sku)
		b = undo(t, m, b)
		assert.Equal(t, "UNDONE: 7 done, 4 added, 0 there, 3 rejected, 3 undone, 1 kept", counted(b))
		assert.Zero(t, m.Available(first.ID))
		var kept bytes.Buffer
		require.NoError(t, m.Imports.WriteKept(ctx, &kept, b, mall.LangEN))
		assert.Contains(t, kept.String(), "300 points of 300 were used or are held")
		assert.Equal(t, "DONE: 7 done, 3 added, 1 there, 3 rejected, 0 undone, 0 kept", counted(bring(t, m, mall.ImportBalances, text)), "what was undone can come again")
	})
}

const shelf = `slug,sku,name_en,name_zh,category,points,prices,stock,on_shelf,options,specifications,per_member
tea,TEA-S,Tea,茶,,,800;300+9.90,5,yes,Size/规格=S/小,Weight/重量=1 kg,
tea,TEA-L,Tea,茶,,,1200,7,yes,Size/规格=L/大,,2
cup,CUP,Cup,杯,home,150,,0,no,,,
pot,POT,Pot,壶,nowhere,150,,0,no,,,
jar,JAR,Jar,罐,,150,,many,no,,,
jar,JAR-2,Jar,罐,,150,,1,no,,,
`

func TestProductsComeWithTheirSkusPricesAndStockAndGoWhole(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		_, err := m.Catalog.CreateCategory(ctx, catalog.NewCategory{Slug: "home", Name: mall.Text{EN: "Home", ZH: "家居"}})
		require.NoError(t, err)
		b := bring(t, m, mall.ImportProducts, shelf)
		assert.Equal(t, "DONE: 6 done, 3 added, 0 there, 3 rejected, 0 undone, 0 kept", counted(b))
		assert.Contains(t, rejected(t, m, b, mall.LangEN), `line 6: stock must be a whole number`)
		large, err := m.Catalog.SkuByCode(ctx, "TEA-L")
		require.NoError(t, err)
		assert.EqualValues(t, 7, m.Stock(large.ID))
		assert.Equal(t, 2, *large.PerMember)
		assert.Equal(t, []mall.Text{{EN: "L", ZH: "大"}}, large.OptionValues)
		assert.Equal(t, "DONE: 6 done, 0 added, 3 there, 3 rejected, 0 undone, 0 kept", counted(bring(t, m, mall.ImportProducts, shelf)))

		small, err := m.Catalog.SkuByCode(ctx, "TEA-S")
		require.NoError(t, err)
		buyer := m.Member("normal", malltest.Lot{Points: 5000})
		take(t, m, buyer.ID, small.ID)
		b = undo(t, m, b)
		assert.Equal(t, "UNDONE: 6 done, 3 added, 0 there, 3 rejected, 1 undone, 2 kept", counted(b), "tea was ordered")
		left, err := m.DB.Ent().Product.Query().All(ctx)
		require.NoError(t, err)
		require.Len(t, left, 1)
		assert.Equal(t, "tea", left[0].Slug)
	})
}

func TestStockIsSetOnceAFileAndMovedBack(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		bring(t, m, mall.ImportProducts, "slug,sku,name,points,stock,on_shelf\na,A,A,10,5,yes\nb,B,B,10,5,yes\nc,C,C,10,5,no\n")
		b := bring(t, m, mall.ImportStock, "货号,库存\nA,20\nB,5\nC,0\nD,1\n")
		assert.Equal(t, "DONE: 4 done, 2 added, 1 there, 1 rejected, 0 undone, 0 kept", counted(b))
		a, err := m.Catalog.SkuByCode(ctx, "A")
		require.NoError(t, err)
		buyer := m.Member("normal", malltest.Lot{Points: 500})
		for range 7 {
			take(t, m, buyer.ID, a.ID)
		}
		again := bring(t, m, mall.ImportStock, "货号,库存\nA,20\nB,5\nC,0\nD,1\n")
		assert.Equal(t, "DONE: 4 done, 0 added, 3 there, 1 rejected, 0 undone, 0 kept", counted(again), "what was sold since does not come back")
		assert.EqualValues(t, 13, m.Stock(a.ID))
		b = undo(t, m, b)
		assert.Equal(t, "UNDONE: 4 done, 2 added, 1 there, 1 rejected, 1 undone, 1 kept", counted(b), "15 of A came in, 13 are there")
		assert.EqualValues(t, 13, m.Stock(a.ID))
	})
}

func TestItemCodesOfAnotherSystemAreRedeemedOnceAllAreThere(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		b := begin(t, m, mall.ImportItemCodes, "code\nABCD-1234-EFGH\nWXYZ98765432\nshort\n", func(n *imports.NewImport) { n.Options.Name = "old-codes" })
		b = end(t, m, b)
		assert.Equal(t, "DONE: 3 done, 2 added, 0 there, 1 rejected, 0 undone, 0 kept", counted(b))
		batch, err := m.Codes.Find(ctx, "old-codes")
		require.NoError(t, err)
		assert.Equal(t, 2, batch.Count)
		assert.NotNil(t, batch.ReadyAt)
		b = undo(t, m, b)
		assert.Equal(t, "UNDONE: 3 done, 2 added, 0 there, 1 rejected, 2 undone, 0 kept", counted(b))
		_, err = m.Codes.Find(ctx, "old-codes")
		assertRefused(t, err, mall.CodeNotFound)
	})
}

func TestMembersAreRemovedUnlessSomethingHappened(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		b := bring(t, m, mall.ImportMembers, people)
		bring(t, m, mall.ImportBalances, "member,points\nM-2,5\n")
		b = undo(t, m, b)
		assert.Equal(t, "UNDONE: 2 done, 2 added, 0 there, 0 rejected, 1 undone, 1 kept", counted(b))
		_, err := m.Members.ByRef(t.Context(), "M-1")
		assertRefused(t, err, mall.CodeNotFound)
	})
}

// Another server goes on where the first has died, and nothing is done twice.
func TestAnImportGoesOnAfterItsServerHasDied(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		var text strings.Builder
		text.WriteString("ref,name\n")
		for i := range 2500 {
			fmt.Fprintf(&text, "K-%d,K\n", i)
		}
		b := begin(t, m, mall.ImportMembers, text.String(), nil)
		first := m.Imports.Jobs()[0]
		n, err := first.Step(ctx)
		require.NoError(t, err)
		assert.Equal(t, 1000, n)
		// The first server is never heard of again. Its lease is over after a while.
		second := anotherServer(m)
		n, err = second.Jobs()[0].Step(ctx)
		require.NoError(t, err)
		assert.Zero(t, n, "the first server holds it")
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		for range 5 {
			_, err = second.Jobs()[0].Step(ctx)
			require.NoError(t, err)
		}
		b, err = second.Get(ctx, b.ID)
		require.NoError(t, err)
		assert.Equal(t, "DONE: 2500 done, 2500 added, 0 there, 0 rejected, 0 undone, 0 kept", counted(b))
		n, err = first.Step(ctx)
		require.NoError(t, err)
		assert.Zero(t, n)
		members, err := m.DB.Ent().Member.Query().Count(ctx)
		require.NoError(t, err)
		assert.Equal(t, 2500, members)
	})
}

func TestACancelledImportStopsAndIsUndone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		var text strings.Builder
		text.WriteString("ref\n")
		for i := range 1500 {
			fmt.Fprintf(&text, "K-%d\n", i)
		}
		b := begin(t, m, mall.ImportMembers, text.String(), nil)
		step := m.Imports.Jobs()[0].Step
		_, err := step(ctx)
		require.NoError(t, err)
		b, err = m.Imports.Get(ctx, b.ID)
		require.NoError(t, err)
		b, err = m.Imports.Cancel(ctx, system, b.ID, b.Version)
		require.NoError(t, err)
		_, err = step(ctx)
		require.NoError(t, err)
		_, err = m.Imports.Cancel(ctx, system, b.ID, b.Version)
		assertRefused(t, err, mall.CodeInvalidState)
		b = undo(t, m, b)
		assert.Equal(t, "UNDONE: 1000 done, 1000 added, 0 there, 0 rejected, 1000 undone, 0 kept", counted(b))
	})
}

func TestWhatIsNoFileOfItsKindIsRefusedAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		staff := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionPoints}}
		for _, c := range []struct {
			name, text string
			kind       mall.ImportKind
			edit       func(*imports.NewImport)
			code       mall.ErrorCode
		}{
			{"no header", "a,b\n1,2\n", mall.ImportMembers, nil, mall.CodeInvalidInput},
			{"empty", "", mall.ImportMembers, nil, mall.CodeInvalidInput},
			{"no rows", "ref\n", mall.ImportMembers, nil, mall.CodeInvalidInput},
			{"no workbook", "PK\x03\x04 nothing", mall.ImportMembers, nil, mall.CodeInvalidInput},
			{"no such column", people, mall.ImportMembers, func(n *imports.NewImport) { n.Options.Columns = map[string]string{"phone": "电话"} }, mall.CodeInvalidInput},
			{"no such encoding", people, mall.ImportMembers, func(n *imports.NewImport) { n.Options.Encoding = "ebcdic" }, mall.CodeInvalidInput},
			{"the clock of a machine", people, mall.ImportMembers, func(n *imports.NewImport) { n.Options.Zone = "Local" }, mall.CodeInvalidInput},
			{"points out of nothing", people, mall.ImportBalances, func(n *imports.NewImport) { n.Actor = staff }, mall.CodeForbidden},
		} {
			n := imports.NewImport{Actor: system, Kind: c.kind, FileName: c.name, From: strings.NewReader(c.text)}
			if c.edit != nil {
				c.edit(&n)
			}
			_, err := m.Imports.Create(t.Context(), n)
			assertRefused(t, err, c.code)
		}
		imported, err := m.DB.Ent().ImportBatch.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Zero(t, imported)
	})
}

// Purchases come in by the same way, and are undone as corrections, which name who makes them.
func TestPurchasesAreImportedAndUndone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		const till = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n1,TEA,2,2026-01-05 10:00:00,30,77\n2,TEA,1,2026-01-05 11:00:00,30,77\nC3,TEA,-1,2026-01-06 10:00:00,30,77\n4,TEA,x,2026-01-05 11:00:00,30,78\n"
		b := end(t, m, begin(t, m, mall.ImportPurchases, till, func(n *imports.NewImport) { n.DryRun = true }))
		assert.Equal(t, "CHECKED: 4 done, 3 added, 0 there, 1 rejected, 0 undone, 0 kept", counted(b))
		b, err := m.Imports.Start(ctx, system, b.ID, b.Version)
		require.NoError(t, err)
		b = end(t, m, b)
		assert.Equal(t, "DONE: 4 done, 3 added, 0 there, 1 rejected, 0 undone, 0 kept", counted(b))
		assert.Contains(t, rejected(t, m, b, mall.LangZH), "数量既非件数也非重量")
		purchases, err := m.DB.Ent().Purchase.Query().Count(ctx)
		require.NoError(t, err)
		assert.Equal(t, 2, purchases)

		_, err = m.Imports.Undo(ctx, system, b.ID, b.Version)
		assertRefused(t, err, mall.CodeInvalidState)
		clerk := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionEarn}}
		_, err = m.Imports.Undo(ctx, clerk, b.ID, b.Version)
		require.NoError(t, err)
		b = end(t, m, b)
		assert.Equal(t, mall.ImportUndone, b.Status)
		assert.Equal(t, 3, b.Undone, "%s", counted(b))
		made, err := m.DB.Ent().Correction.Query().All(ctx)
		require.NoError(t, err)
		require.Len(t, made, 3)
		assert.Equal(t, clerk.StaffID, made[0].MadeBy)
	})
}
