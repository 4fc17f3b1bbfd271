// Package model has the wire shapes of the API: gqlgen generates them, but for the
// connections below.
package model

import (
	"pointsmall/ent"
	"pointsmall/graph/page"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/ledger"
	"pointsmall/mall/staff/audit"
)

type ( // the connections of the schema and their edges: all are one generic type
	AfterSaleConnection = page.Connection[ent.AfterSale]
	AfterSaleEdge       = page.Edge[ent.AfterSale]

	ActivityConnection = page.Connection[ent.Activity]
	ActivityEdge       = page.Edge[ent.Activity]

	AuditRecordConnection = page.Connection[audit.Record]
	AuditRecordEdge       = page.Edge[audit.Record]

	CampaignConnection = page.Connection[ent.Campaign]
	CampaignEdge       = page.Edge[ent.Campaign]

	CodeBatchConnection = page.Connection[ent.ScanBatch]
	CodeBatchEdge       = page.Edge[ent.ScanBatch]

	CouponConnection = page.Connection[ent.Coupon]
	CouponEdge       = page.Edge[ent.Coupon]

	EarningRuleConnection = page.Connection[rule.Rule]
	EarningRuleEdge       = page.Edge[rule.Rule]

	ExportConnection = page.Connection[ent.Export]
	ExportEdge       = page.Edge[ent.Export]

	ImportConnection = page.Connection[ent.ImportBatch]
	ImportEdge       = page.Edge[ent.ImportBatch]

	GameConnection = page.Connection[ent.Game]
	GameEdge       = page.Edge[ent.Game]

	LotteryDrawConnection = page.Connection[ent.LotteryDraw]
	LotteryDrawEdge       = page.Edge[ent.LotteryDraw]

	MemberConnection = page.Connection[ent.Member]
	MemberEdge       = page.Edge[ent.Member]

	OrderConnection = page.Connection[ent.Order]
	OrderEdge       = page.Edge[ent.Order]

	PartnerConnection = page.Connection[ent.Partner]
	PartnerEdge       = page.Edge[ent.Partner]

	PartnerPointsEntryConnection = page.Connection[ledger.PartnerEntry]
	PartnerPointsEntryEdge       = page.Edge[ledger.PartnerEntry]

	PaymentConnection = page.Connection[ent.Payment]
	PaymentEdge       = page.Edge[ent.Payment]

	PointsHoldConnection = page.Connection[ent.Hold]
	PointsHoldEdge       = page.Edge[ent.Hold]

	PointsLotConnection = page.Connection[ent.Lot]
	PointsLotEdge       = page.Edge[ent.Lot]

	PointsTransferConnection = page.Connection[ent.Transfer]
	PointsTransferEdge       = page.Edge[ent.Transfer]

	PurchaseConnection = page.Connection[ent.Purchase]
	PurchaseEdge       = page.Edge[ent.Purchase]

	PointsEntryConnection = page.Connection[ent.Entry]
	PointsEntryEdge       = page.Edge[ent.Entry]

	ProductConnection = page.Connection[ent.Product]
	ProductEdge       = page.Edge[ent.Product]

	PurchaseReturnConnection = page.Connection[ent.PurchaseReturn]
	PurchaseReturnEdge       = page.Edge[ent.PurchaseReturn]

	ReferralConnection = page.Connection[referral.Referral]
	ReferralEdge       = page.Edge[referral.Referral]

	ScanCodeConnection = page.Connection[ent.ScanCode]
	ScanCodeEdge       = page.Edge[ent.ScanCode]

	StaffUserConnection = page.Connection[ent.Staff]
	StaffUserEdge       = page.Edge[ent.Staff]

	StockMovementConnection = page.Connection[ent.StockMovement]
	StockMovementEdge       = page.Edge[ent.StockMovement]
)

// PageInfo says where a connection's page lies.
type PageInfo = page.Info
