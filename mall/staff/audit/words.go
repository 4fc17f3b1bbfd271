package audit

import (
	"strings"

	"pointsmall/mall"
)

// nouns are what things are called, by ent's names.
var nouns = map[string]mall.Text{
	"APIKey":           {EN: "API key", ZH: "API 密钥"},
	"Address":          {EN: "address", ZH: "收货地址"},
	"AfterSale":        {EN: "after-sale", ZH: "售后单"},
	"Campaign":         {EN: "campaign", ZH: "活动"},
	"Category":         {EN: "category", ZH: "分类"},
	"Cause":            {EN: "donation cause", ZH: "公益项目"},
	"Coupon":           {EN: "coupon", ZH: "优惠券"},
	"CouponTemplate":   {EN: "coupon template", ZH: "优惠券模板"},
	"EarningRule":      {EN: "earning rule", ZH: "积分规则"},
	"Game":             {EN: "game", ZH: "游戏"},
	"GameKey":          {EN: "key of a game", ZH: "游戏密钥"},
	"Import":           {EN: "import", ZH: "导入"},
	"Lottery":          {EN: "lottery", ZH: "抽奖"},
	"LotteryPeriod":    {EN: "period of a lottery", ZH: "抽奖周期"},
	"LotteryPrize":     {EN: "prize of a lottery", ZH: "奖品"},
	"Member":           {EN: "member", ZH: "会员"},
	"Order":            {EN: "order", ZH: "订单"},
	"Parcel":           {EN: "parcel", ZH: "包裹"},
	"ParcelEvent":      {EN: "step of a parcel", ZH: "物流记录"},
	"Partner":          {EN: "partner", ZH: "合作伙伴"},
	"Passkey":          {EN: "passkey", ZH: "通行密钥"},
	"Picture":          {EN: "picture", ZH: "图片"},
	"PointsCurrency":   {EN: "points currency", ZH: "积分币种"},
	"PriceOption":      {EN: "price", ZH: "兑换价"},
	"Product":          {EN: "product", ZH: "商品"},
	"ProductBrand":     {EN: "product brand", ZH: "品牌"},
	"RecoveryCode":     {EN: "recovery code", ZH: "恢复码"},
	"Referral":         {EN: "referral", ZH: "邀请记录"},
	"ScanBatch":        {EN: "batch of codes", ZH: "码批次"},
	"ScanCode":         {EN: "code", ZH: "码"},
	"Session":          {EN: "session", ZH: "登录会话"},
	"Setting":          {EN: "setting", ZH: "设置"},
	"SharedCatalog":    {EN: "shared catalog", ZH: "共享目录"},
	"SharedSku":        {EN: "SKU of a shared catalog", ZH: "共享目录中的规格"},
	"ShippingTemplate": {EN: "shipping template", ZH: "运费模板"},
	"SigningKey":       {EN: "signing key", ZH: "签名密钥"},
	"Sku":              {EN: "SKU", ZH: "商品规格"},
	"Staff":            {EN: "staff user", ZH: "员工"},
	"StaffLink":        {EN: "link for staff", ZH: "员工链接"},
	"StaffRole":        {EN: "role", ZH: "角色"},
	"Budget":           {EN: "budget of a campaign", ZH: "活动预算"},
	"SaleGood":         {EN: "good of a sale", ZH: "活动商品"},
	"WaitingRoom":      {EN: "waiting room", ZH: "排队"},
	"ImportBatch":      {EN: "import", ZH: "导入任务"},
	"Export":           {EN: "export", ZH: "导出任务"},
	"Segment":          {EN: "segment", ZH: "会员分群"},
	"MessageSetting":   {EN: "settings of messages", ZH: "消息设置"},
	"Task":             {EN: "task", ZH: "任务"},
	"Tier":             {EN: "tier", ZH: "会员等级"},
}

var actions = map[mall.AuditAction]mall.Text{
	mall.AuditCreated: {EN: "made", ZH: "新建了"}, mall.AuditChanged: {EN: "changed", ZH: "修改了"}, mall.AuditDeleted: {EN: "deleted", ZH: "删除了"},
}

// Text says in one sentence what happened: "Chen Yu changed product prd_…: name, onShelf".
func (r *Record) Text() mall.Text {
	noun, known := nouns[r.Noun]
	if !known {
		noun = mall.Text{EN: r.Noun, ZH: r.Noun}
	}
	did := actions[r.Action]
	who := mall.Text{EN: r.ActorName, ZH: r.ActorName}
	if r.Actor == string(mall.ActorCommand) {
		who = mall.Text{EN: "the command line", ZH: "命令行"}
	}
	text := mall.Text{EN: who.EN + " " + did.EN + " " + noun.EN + " " + r.NounID, ZH: who.ZH + did.ZH + noun.ZH + " " + r.NounID}
	if names := r.fields(); len(names) > 0 && r.Action == mall.AuditChanged {
		text.EN += ": " + strings.Join(names, ", ")
		text.ZH += "：" + strings.Join(names, "、")
	}
	return text
}

func (r *Record) fields() []string {
	names := make([]string, len(r.Changes))
	for i, c := range r.Changes {
		names[i] = c.Field
	}
	return names
}

// Nouns are what records can be about, by what they are called.
func Nouns() map[string]mall.Text { return nouns }
