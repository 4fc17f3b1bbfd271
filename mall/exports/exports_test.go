package exports_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/exchange"
	"pointsmall/mall/exports"
	"pointsmall/mall/malltest"
	"pointsmall/mall/order"
)

// written is a list as CSV: its header and its rows.
func written(t *testing.T, m *malltest.Mall, n exports.NewExport) [][]string {
	t.Helper()
	n.Format = mall.ExportCSV
	var out bytes.Buffer
	require.NoError(t, m.Exports.Write(t.Context(), &out, n, nil))
	require.True(t, strings.HasPrefix(out.String(), "\ufeff"))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff"))).ReadAll()
	require.NoError(t, err)
	return rows
}

// cell is what a row has under a name.
func cell(t *testing.T, rows [][]string, row int, name string) string {
	t.Helper()
	for i, head := range rows[0] {
		if strings.HasPrefix(head, name+" / ") {
			return rows[row][i]
		}
	}
	t.Fatalf("no column %s in %v", name, rows[0])
	return ""
}

func TestEveryListIsWrittenWithItsColumnsInBothLanguages(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer := m.Member("normal", malltest.Lot{Points: 1000})
		sku := m.Sku(300, 5, nil)
		bought, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer.ID, Sku: sku, Quantity: 2, Key: uuid.NewString()})
		require.NoError(t, err)

		members := written(t, m, exports.NewExport{List: mall.ExportMembers})
		require.Len(t, members, 2)
		assert.Equal(t, "Member id / 会员 ID", members[0][0])
		assert.Equal(t, buyer.ID.String(), cell(t, members, 1, "Member id"))
		assert.Equal(t, "400", cell(t, members, 1, "Points balance"))
		assert.Equal(t, m.Clock.Now().In(malltest.Zone).Format(time.DateTime), cell(t, members, 1, "Member since"))

		orders := written(t, m, exports.NewExport{List: mall.ExportOrders})
		require.Len(t, orders, 2)
		assert.Equal(t, order.Number(bought.Order.ID), cell(t, orders, 1, "Order"))
		assert.Equal(t, "600", cell(t, orders, 1, "Points"))
		assert.Equal(t, "0.00", cell(t, orders, 1, "Invoice amount"))
		assert.Equal(t, "2", cell(t, orders, 1, "Quantity"))

		entries := written(t, m, exports.NewExport{List: mall.ExportEntries, Filter: mall.ExportFilter{Member: &buyer.ID}})
		require.Len(t, entries, 3)
		assert.Equal(t, "-600", cell(t, entries, 2, "Points"))
		assert.Equal(t, "SPEND", cell(t, entries, 2, "Kind"))

		stock := written(t, m, exports.NewExport{List: mall.ExportStock})
		require.Len(t, stock, 2)
		assert.Equal(t, "3", cell(t, stock, 1, "On hand"))
		assert.Equal(t, "300", cell(t, stock, 1, "Fewest points"))
		products := written(t, m, exports.NewExport{List: mall.ExportProducts})
		require.Len(t, products, 2)
		assert.Equal(t, "yes", cell(t, products, 1, "On the shelf"))
		assert.Len(t, written(t, m, exports.NewExport{List: mall.ExportPurchases}), 1)

		today := mall.DateOf(m.Clock.Now(), malltest.Zone)
		tomorrow := today.AddDays(1)
		assert.Len(t, written(t, m, exports.NewExport{List: mall.ExportOrders, Filter: mall.ExportFilter{From: &today, Until: &today}}), 2)
		assert.Len(t, written(t, m, exports.NewExport{List: mall.ExportOrders, Filter: mall.ExportFilter{From: &tomorrow}}), 1)
		completed := mall.OrderCompleted
		assert.Len(t, written(t, m, exports.NewExport{List: mall.ExportOrders, Filter: mall.ExportFilter{Status: &completed}}), 1)
	})
}

func TestNoCellIsAFormula(t *testing.T) {
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+86 138": "'+86 138", "-5": "'-5", "@SUM(A1)": "'@SUM(A1)", " =1": "' =1", "\t=1": "'\t=1", "＝1": "'＝1", "a=1": "a=1", "": "",
	} {
		assert.Equal(t, want, exports.Harmless(text))
	}
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer := m.Member("normal")
		m.Update(t, func(client *ent.Client) error {
			return client.Member.UpdateOneID(buyer.ID).SetDisplayName(`=HYPERLINK("http://evil")`).Exec(t.Context())
		})
		assert.Equal(t, `'=HYPERLINK("http://evil")`, cell(t, written(t, m, exports.NewExport{List: mall.ExportMembers}), 1, "Name"))
		var out bytes.Buffer
		require.NoError(t, m.Exports.Write(t.Context(), &out, exports.NewExport{List: mall.ExportMembers, Format: mall.ExportXLSX}, nil))
		book, err := excelize.OpenReader(&out)
		require.NoError(t, err)
		defer func() { assert.NoError(t, book.Close()) }()
		formula, err := book.GetCellFormula("Sheet1", "C2")
		require.NoError(t, err)
		assert.Empty(t, formula)
		shown, err := book.GetCellValue("Sheet1", "C2")
		require.NoError(t, err)
		assert.Equal(t, `=HYPERLINK("http://evil")`, shown)
	})
}

func TestAnExportIsWrittenByTheJobAndReadForADay(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		for range 3 {
			m.Member("normal")
		}
		staff := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionMembers}}
		_, err := m.Exports.Create(ctx, exports.NewExport{Actor: staff, List: mall.ExportOrders, Format: mall.ExportCSV})
		require.ErrorContains(t, err, string(mall.CodeForbidden))
		row, err := m.Exports.Create(ctx, exports.NewExport{Actor: staff, List: mall.ExportMembers, Format: mall.ExportCSV})
		require.NoError(t, err)
		m.Sweep()
		row, err = m.Exports.Get(ctx, staff, row.ID)
		require.NoError(t, err)
		assert.Equal(t, mall.ExportReady, row.Status)
		assert.Equal(t, 3, row.Rows)
		var out bytes.Buffer
		require.NoError(t, m.Files.CopyTo(ctx, &out, *row.FileID))
		assert.Equal(t, 4, strings.Count(out.String(), "\n"))
		other := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionOrders}}
		_, err = m.Exports.Get(ctx, other, row.ID)
		require.ErrorContains(t, err, string(mall.CodeNotFound))

		m.Clock.Set(m.Clock.Now().Add(25 * time.Hour))
		kept, err := m.Files.Find(ctx, *row.FileID)
		require.NoError(t, err)
		assert.Nil(t, kept)
		m.Sweep()
		parts, err := m.DB.Ent().FilePart.Query().Count(ctx)
		require.NoError(t, err)
		assert.Zero(t, parts)
	})
}

func TestAListIsReadPageByPage(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Update(t, func(client *ent.Client) error {
			for part := range 5 {
				var rows []*ent.MemberCreate
				for i := range 1000 {
					rows = append(rows, client.Member.Create().SetDisplayName("m").SetExternalRef(fmt.Sprintf("%d-%d", part, i)))
				}
				if err := client.Member.CreateBulk(rows...).Exec(t.Context()); err != nil {
					return err
				}
			}
			return nil
		})
		pages := 0
		err := m.Exports.Write(t.Context(), io.Discard, exports.NewExport{List: mall.ExportMembers, Format: mall.ExportCSV}, func(rows int) error {
			pages++
			assert.LessOrEqual(t, rows, 5000)
			return nil
		})
		require.NoError(t, err)
		assert.Equal(t, 3, pages)
		rows := written(t, m, exports.NewExport{List: mall.ExportMembers})
		seen := map[string]bool{}
		for _, row := range rows[1:] {
			seen[row[1]] = true
		}
		assert.Len(t, seen, 5000)
		m.Update(t, func(client *ent.Client) error { // they have no accounts: not what this is about
			_, err := client.Member.Delete().Exec(t.Context())
			return err
		})
	})
}
