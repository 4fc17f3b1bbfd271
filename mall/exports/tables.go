package exports

import "pointsmall/mall"

func named(en, zh, sql string) column { return column{name: mall.Text{EN: en, ZH: zh}, sql: sql} }

func money(en, zh, minor, currency string) column {
	c := named(en, zh, "cast("+minor+" as text) || ' ' || "+currency)
	c.show = amount
	return c
}

func timed(en, zh, sql string) column {
	c := named(en, zh, sql)
	c.show = moment
	return c
}

// tables are the lists that can be exported.
var tables = map[mall.ExportList]*table{
	mall.ExportMembers:   members,
	mall.ExportOrders:    orders,
	mall.ExportEntries:   entries,
	mall.ExportProducts:  products,
	mall.ExportStock:     stock,
	mall.ExportPurchases: purchases,
}

var members = &table{
	id: "m.id", at: "m.created_at", member: "m.id",
	from: "members m left join accounts a on a.member_id = m.id and a.currency = '" + string(mall.DefaultPoints) + "'",
	of: []column{
		{name: mall.Text{EN: "Member id", ZH: "会员 ID"}, sql: "m.id", show: memberID},
		named("Reference", "会员号", "m.external_ref"),
		named("Name", "姓名", "m.display_name"),
		named("Login", "登录名", "m.login"),
		named("Tier", "等级", "m.tier_id"),
		named("Tags", "标签", "cast(m.tags as text)"),
		named("Points balance", "积分余额", "a.balance"),
		named("Points held", "冻结积分", "a.held"),
		named("Points owed", "欠积分", "a.debt"),
		named("Points ever earned", "累计获得积分", "a.lifetime_earned"),
		timed("Member since", "入会时间", "m.created_at"),
	},
}

// orders has a row for each line of an order: what invoices and packing lists are made of. Amounts of a line
// are those that it was sold at; shipping is the order's, on each of its lines.
var orders = &table{
	id: "l.id", at: "o.placed_at", member: "o.member_id",
	from: "order_lines l join orders o on o.id = l.order_id left join members m on m.id = o.member_id left join skus k on k.id = l.sku_id left join products p on p.id = k.product_id",
	of: []column{
		{name: mall.Text{EN: "Order", ZH: "订单号"}, sql: "o.id", show: number},
		{name: mall.Text{EN: "Order id", ZH: "订单 ID"}, sql: "o.id", show: orderID},
		named("Status", "状态", "o.status"),
		timed("Placed at", "下单时间", "o.placed_at"),
		{name: mall.Text{EN: "Member id", ZH: "会员 ID"}, sql: "o.member_id", show: memberID},
		named("Member reference", "会员号", "m.external_ref"),
		named("SKU", "货号", "coalesce(l.goods ->> 'code', k.code)"),
		named("Product (English)", "商品名称（英文）", "coalesce(l.goods -> 'product' ->> 'en', p.name ->> 'en')"),
		named("Product (Chinese)", "商品名称（中文）", "coalesce(l.goods -> 'product' ->> 'zh-CN', p.name ->> 'zh-CN')"),
		named("Quantity", "数量", "l.quantity"),
		named("Points", "积分", "l.points"),
		money("Price in money", "现金价", "l.cash_minor", "o.cash_currency"),
		money("Discount", "优惠", "l.discount_minor", "o.cash_currency"),
		named("Points against money", "抵现积分", "l.offset_points"),
		money("Money off for points", "积分抵现金额", "l.offset_minor", "o.cash_currency"),
		money("Invoice amount", "开票金额", "(l.cash_minor - l.discount_minor - l.offset_minor)", "o.cash_currency"),
		named("Currency", "币种", "o.cash_currency"),
		money("Shipping of the order", "订单运费", "o.shipping_minor", "o.cash_currency"),
		money("Paid for the order", "订单应付", "(o.cash_minor - o.discount_minor - o.offset_minor + o.shipping_minor)", "o.cash_currency"),
		named("Payment method", "支付方式", "(select y.method from payments y where y.order_id = o.id order by y.attempt desc limit 1)"),
		named("Payment reference", "支付流水号", "(select y.reference from payments y where y.order_id = o.id order by y.attempt desc limit 1)"),
		named("Recipient", "收件人", "o.address ->> 'name'"),
		named("Phone", "电话", "o.address ->> 'phone'"),
		named("Province", "省", "o.address ->> 'province'"),
		named("City", "市", "o.address ->> 'city'"),
		named("District", "区县", "o.address ->> 'district'"),
		named("Street", "详细地址", "o.address ->> 'street'"),
		named("Postal code", "邮编", "o.address ->> 'postalCode'"),
	},
}

var entries = &table{
	id: "e.id", at: "e.occurred_at", member: "a.member_id", where: "e.seq is not null",
	from: "entries e join accounts a on a.id = e.account_id left join members m on m.id = a.member_id",
	of: []column{
		{name: mall.Text{EN: "Entry id", ZH: "明细 ID"}, sql: "e.id", show: entryID},
		{name: mall.Text{EN: "Member id", ZH: "会员 ID"}, sql: "a.member_id", show: memberID},
		named("Member reference", "会员号", "m.external_ref"),
		named("Points currency", "积分种类", "e.currency"),
		named("Number", "序号", "e.seq"),
		named("Kind", "类型", "e.kind"),
		named("Points", "积分变动", "e.delta"),
		named("Held", "冻结变动", "e.held_delta"),
		named("Owed", "欠积分变动", "e.debt_delta"),
		named("Balance after", "变动后余额", "e.balance_after"),
		timed("Time", "时间", "e.occurred_at"),
		{name: mall.Text{EN: "Order", ZH: "订单号"}, sql: "e.order_id", show: number},
		{name: mall.Text{EN: "Purchase id", ZH: "消费 ID"}, sql: "e.purchase_id", show: purchaseID},
		named("About", "关联", "e.ref"),
		named("Reason (English)", "原因（英文）", "e.reason ->> 'en'"),
		named("Reason (Chinese)", "原因（中文）", "e.reason ->> 'zh-CN'"),
		named("Made by", "操作人", "e.actor"),
	},
}

var products = &table{
	id: "p.id", at: "p.created_at",
	from: "products p left join categories c on c.id = p.category_id left join product_brands b on b.id = p.brand_id",
	of: []column{
		{name: mall.Text{EN: "Product id", ZH: "商品 ID"}, sql: "p.id", show: productID},
		named("Slug", "商品标识", "p.slug"),
		named("Name (English)", "名称（英文）", "p.name ->> 'en'"),
		named("Name (Chinese)", "名称（中文）", "p.name ->> 'zh-CN'"),
		named("Kind", "类型", "p.kind"),
		named("Category", "分类", "c.slug"),
		named("Brand", "品牌", "b.slug"),
		{name: mall.Text{EN: "On the shelf", ZH: "上架"}, sql: "p.on_shelf", show: truth},
		timed("Archived at", "归档时间", "p.archived_at"),
		named("Fewest points", "最低积分", "p.points_from"),
		named("Redeemed", "已兑换", "p.redeemed"),
		timed("Added at", "创建时间", "p.created_at"),
	},
}

// stock has a row for each SKU.
var stock = &table{
	id:   "k.id",
	from: "skus k join products p on p.id = k.product_id join stocks s on s.sku_id = k.id",
	of: []column{
		{name: mall.Text{EN: "SKU id", ZH: "规格 ID"}, sql: "k.id", show: skuID},
		named("SKU", "货号", "k.code"),
		named("Product", "商品标识", "p.slug"),
		named("Product (English)", "商品名称（英文）", "p.name ->> 'en'"),
		named("Product (Chinese)", "商品名称（中文）", "p.name ->> 'zh-CN'"),
		named("SKU name (English)", "规格名称（英文）", "k.name ->> 'en'"),
		named("SKU name (Chinese)", "规格名称（中文）", "k.name ->> 'zh-CN'"),
		named("On hand", "在库", "s.on_hand"),
		named("Reserved", "预留", "s.reserved"),
		named("Can be sold", "可售", "s.on_hand - s.reserved"),
		named("Ever received", "累计入库", "s.received"),
		named("Fewest points", "最低积分", "(select min(o.points) from price_options o where o.sku_id = k.id)"),
		timed("Archived at", "归档时间", "k.archived_at"),
	},
}

var purchases = &table{
	id: "u.id", at: "u.occurred_at", member: "u.member_id", where: "u.moved_to is null",
	from: "purchases u left join members m on m.id = u.member_id",
	of: []column{
		{name: mall.Text{EN: "Purchase id", ZH: "消费 ID"}, sql: "u.id", show: purchaseID},
		named("Source", "来源", "u.source"),
		named("Number", "小票号", "u.external_ref"),
		{name: mall.Text{EN: "Member id", ZH: "会员 ID"}, sql: "u.member_id", show: memberID},
		named("Member reference", "会员号", "m.external_ref"),
		money("Total", "总额", "u.total_minor", "u.currency"),
		named("Currency", "币种", "u.currency"),
		named("Points earned", "获得积分", "u.points"),
		timed("Time", "消费时间", "u.occurred_at"),
		timed("Recorded at", "入账时间", "u.recorded_at"),
	},
}
