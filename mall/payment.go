package mall

// PaymentMethod is a way to pay with money.
type PaymentMethod string

// The ways to pay.
const (
	PayByWeChat   PaymentMethod = "WECHAT_PAY"
	PayByAlipay   PaymentMethod = "ALIPAY"
	PayByStripe   PaymentMethod = "STRIPE"
	PayByUnionPay PaymentMethod = "UNIONPAY"
	PayByTest     PaymentMethod = "TEST"
)

// Values lists the ways, for ent.
func (PaymentMethod) Values() []string {
	return values(PayByWeChat, PayByAlipay, PayByStripe, PayByUnionPay, PayByTest)
}

// PaymentScene is where a member pays.
type PaymentScene string

// The scenes.
const (
	// SceneJSAPI is a page or a mini-program inside WeChat.
	SceneJSAPI PaymentScene = "JSAPI"
	// SceneNative is a QR code that the member scans.
	SceneNative PaymentScene = "NATIVE"
	// SceneH5 is a phone's browser, which opens WeChat.
	SceneH5 PaymentScene = "H5"
	// ScenePage is a computer's browser at Alipay's page.
	ScenePage PaymentScene = "PAGE"
	// SceneWAP is a phone's browser at Alipay's page.
	SceneWAP PaymentScene = "WAP"
	// SceneApp is the provider's app, called by another app.
	SceneApp PaymentScene = "APP"
)

// Values lists the scenes.
func (PaymentScene) Values() []string {
	return values(SceneJSAPI, SceneNative, SceneH5, ScenePage, SceneWAP, SceneApp)
}

// PaymentStatus is the state of an attempt to pay.
type PaymentStatus string

// The states of a payment.
const (
	PaymentPending           PaymentStatus = "PENDING"
	PaymentPaid              PaymentStatus = "PAID"
	PaymentFailed            PaymentStatus = "FAILED"
	PaymentExpired           PaymentStatus = "EXPIRED"
	PaymentRefunded          PaymentStatus = "REFUNDED"
	PaymentPartiallyRefunded PaymentStatus = "PARTIALLY_REFUNDED"
)

// Values lists the states, for ent.
func (PaymentStatus) Values() []string {
	return values(PaymentPending, PaymentPaid, PaymentFailed, PaymentExpired, PaymentRefunded, PaymentPartiallyRefunded)
}

// PaymentEventKind is what happened to a payment.
type PaymentEventKind string

// The kinds of event.
const (
	// PaymentRequested begins every payment.
	PaymentRequested PaymentEventKind = "REQUESTED"
	// PaymentCaptured is money that has arrived.
	PaymentCaptured PaymentEventKind = "CAPTURED"
	// PaymentRefused is a try that the provider says has failed.
	PaymentRefused PaymentEventKind = "REFUSED"
	// PaymentClosed is an attempt that can be paid no more, as far as the provider says.
	PaymentClosed PaymentEventKind = "CLOSED"
	// PaymentRefundRequested is money that has to go back.
	PaymentRefundRequested PaymentEventKind = "REFUND_REQUESTED"
	// PaymentSentBack is money that has gone back.
	PaymentSentBack PaymentEventKind = "SENT_BACK"
)

// Values lists the kinds, for ent.
func (PaymentEventKind) Values() []string {
	return values(PaymentRequested, PaymentCaptured, PaymentRefused, PaymentClosed, PaymentRefundRequested, PaymentSentBack)
}
