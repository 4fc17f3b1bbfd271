package e2e

// stockTamperings alter what came into stock. Every SKU of the demo mall has an opening
// movement, and makeHistory adjusts the stock of one.
var stockTamperings = []tampering{
	{
		name: "what came into a stock", names: "stocks",
		pick:  "select s.sku_id from stocks s join skus k on k.id = s.sku_id where k.code = 'TEA-100'",
		alter: "update stocks set received = received + 1, on_hand = on_hand + 1 where sku_id = '%s'",
		undo:  "update stocks set received = received - 1, on_hand = on_hand - 1 where sku_id = '%s'",
	},
	{
		name: "a movement's pieces", names: "stocks",
		pick:  "select id from stock_movements where kind = 'ADJUSTMENT' order by id limit 1",
		alter: "update stock_movements set delta = delta + 1 where id = '%s'", undo: "update stock_movements set delta = delta - 1 where id = '%s'",
		row: "select sku_id from stock_movements where kind = 'ADJUSTMENT' order by id limit 1",
	},
	{
		name: "a movement's SKU", names: "stock_movements",
		pick:  "select id from stock_movements where kind = 'ADJUSTMENT' order by id limit 1",
		alter: "update stock_movements set sku_id = id where id = '%s'",
		undo:  "update stock_movements set sku_id = (select id from skus where code = 'TEA-100') where id = '%s'",
	},
	{
		name: "a movement's kind", names: "stock_movements",
		pick:  "select id from stock_movements where kind = 'ADJUSTMENT' order by id limit 1",
		alter: "update stock_movements set kind = 'OPENING' where id = '%s'", undo: "update stock_movements set kind = 'ADJUSTMENT' where id = '%s'",
	},
	{
		name: "a movement is gone", names: "stocks",
		pick:  "select id from stock_movements where kind = 'ADJUSTMENT' order by id limit 1",
		alter: "create table saved as select * from stock_movements where id = '%s'; delete from stock_movements where id = '%s'",
		undo:  "insert into stock_movements select * from saved; drop table saved",
		row:   "select id from skus where code = 'TEA-100'",
	},
}
