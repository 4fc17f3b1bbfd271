package imports

import "pointsmall/mall"

// Reason says why rows were skipped or rejected.
type Reason string

// Why rows are skipped.
const (
	NoCustomer Reason = "no customer"
)

// Why rows are rejected.
const (
	BadColumns    Reason = "wrong number of columns"
	BadQuotes     Reason = "a quotation mark is out of place"
	BadInvoice    Reason = "invoice number is missing or unusable"
	BadCustomer   Reason = "customer is unusable"
	BadSku        Reason = "stock code is missing or unusable"
	BadQuantity   Reason = "quantity is neither a number of pieces nor a weight"
	BadDate       Reason = "date is unreadable or out of range"
	BadPrice      Reason = "price is not an amount"
	LowPrice      Reason = "price is negative"
	BadAmount     Reason = "amount of the row is unreadable or does not fit its price"
	BadDiscount   Reason = "discount is unreadable or more than its row"
	BadTotal      Reason = "total is not an amount that was paid"
	OtherCurrency Reason = "row is in another currency"
	// Spoilt numbers would merge what does not belong together.
	Spoilt Reason = "a spreadsheet has spoilt the number"

	TwoCustomers   Reason = "invoice names two customers"
	TwoTimes       Reason = "invoice has rows of two times: two invoices under one number"
	TwoTotals      Reason = "invoice names two totals"
	NoTotal        Reason = "invoice names no total"
	TotalTooHigh   Reason = "invoice's total is more than its rows"
	DiscountTooBig Reason = "invoice's discounts are more than its goods"
	NoGoods        Reason = "invoice has discounts alone"
	TooManyRows    Reason = "invoice has too many rows"
	TooMuch        Reason = "invoice's total is too large"
	BadSibling     Reason = "another row of the invoice is rejected"
	Conflict       Reason = "invoice was recorded before with other contents"
	Refused        Reason = "the mall refused the purchase"

	NotNegative   Reason = "quantity of a cancelled row is not negative"
	NothingBought Reason = "no earlier invoice of the customer has that many pieces left to return"
	RefusedReturn Reason = "the mall refused the return"
)

// fault is why a row or an invoice is not recorded; the zero fault says that it may be.
type fault struct {
	reason Reason
	detail string
}

func (f fault) String() string {
	if f.detail == "" {
		return string(f.reason)
	}
	return string(f.reason) + ": " + f.detail
}

// text says the fault in both languages.
func (f fault) text() mall.Text {
	zh := reasonsZH[f.reason]
	if zh == "" {
		zh = string(f.reason)
	}
	if f.detail != "" {
		zh += "：" + f.detail
	}
	return mall.Text{EN: f.String(), ZH: zh}
}

var reasonsZH = map[Reason]string{
	NoCustomer: "无会员", BadColumns: "列数不符", BadQuotes: "引号位置有误", BadInvoice: "小票号缺失或不可用", BadCustomer: "会员不可用",
	BadSku: "货号缺失或不可用", BadQuantity: "数量既非件数也非重量", BadDate: "日期无法识别或超出范围", BadPrice: "单价不是金额", LowPrice: "单价为负",
	BadAmount: "行金额无法识别或与单价不符", BadDiscount: "折扣无法识别或超过该行金额", BadTotal: "总额不是已付金额", OtherCurrency: "该行为其他币种",
	Spoilt: "数据已被电子表格改动", TwoCustomers: "同一小票有两位会员", TwoTimes: "同一小票号下有两个时间，应为两张小票", TwoTotals: "同一小票有两个总额",
	NoTotal: "小票没有总额", TotalTooHigh: "小票总额大于各行之和", DiscountTooBig: "小票折扣大于商品金额", NoGoods: "小票只有折扣", TooManyRows: "小票行数过多",
	TooMuch: "小票总额过大", BadSibling: "同一小票的另一行被拒绝", Conflict: "该小票此前已以不同内容入账", Refused: "商城拒绝了该笔消费",
	NotNegative: "取消行的数量不为负", NothingBought: "该会员此前没有足够数量可退的小票", RefusedReturn: "商城拒绝了该笔退货",
}
