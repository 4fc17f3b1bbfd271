package wechatpay

import (
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/validators"
	"github.com/wechatpay-apiv3/wechatpay-go/core/consts"

	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// there is where WeChat Pay's days begin.
var there = time.FixedZone("Asia/Shanghai", 8*60*60)

// Zone is WeChat Pay's.
func (*Provider) Zone() *time.Location { return there }

const asking = "ask WeChat Pay for a statement"

// Statement downloads the trade bill of a day, which is there from ten o'clock of the next. The
// answer that names it is signed, and has the digest by which the bill is proved.
func (w *Provider) Statement(ctx context.Context, day mall.Date) ([]payment.Posting, error) {
	result, err := w.client.Get(ctx, consts.WechatPayAPIServer+"/v3/bill/tradebill?bill_type=ALL&bill_date="+url.QueryEscape(day.String()))
	if err != nil {
		if no := refusal(err); no != nil && no.Code == "NO_STATEMENT_EXIST" {
			return nil, nil // nobody paid on that day
		}
		return nil, outcome(asking, result, err)
	}
	var bill struct {
		Kind   string `json:"hash_type"`
		Digest string `json:"hash_value"`
		URL    string `json:"download_url"`
	}
	if err := core.UnMarshalResponse(result.Response, &bill); err != nil {
		return nil, payment.Unknown(asking, err)
	}
	text, err := w.download(ctx, bill.URL)
	if err != nil {
		return nil, err
	}
	sum := sha1.Sum(text)
	if bill.Kind != "SHA1" || !strings.EqualFold(bill.Digest, hex.EncodeToString(sum[:])) {
		return nil, payment.Unknown(asking, errors.New("the statement's digest is another"))
	}
	return postings(string(text))
}

// maxBill is the largest bill that is read, in bytes.
const maxBill = 256 << 20

func (w *Provider) download(ctx context.Context, from string) ([]byte, error) {
	// The bill itself is not signed: the SDK is told so.
	result, err := core.NewClientWithValidator(w.client, &validators.NullValidator{}).Get(ctx, from)
	if err != nil {
		return nil, outcome(asking, result, err)
	}
	defer func() { _ = result.Response.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(result.Response.Body, maxBill))
	if err != nil {
		return nil, payment.Unknown(asking, err)
	}
	return text, nil
}

// The columns that are read of a bill.
const (
	columnNumber   = "商户订单号"
	columnState    = "交易状态"
	columnCurrency = "货币种类"
	columnAmount   = "订单金额"
	columnRefund   = "商户退款单号"
	columnBack     = "申请退款金额"
)

// postings reads a bill: a line of names, the trades, a line of other names and their sums.
// Each value begins with a backtick, so that a comma in a name of goods is no separator.
func postings(text string) (list []payment.Posting, err error) {
	lines := strings.Split(strings.TrimPrefix(strings.TrimSpace(text), "\ufeff"), "\n")
	names := strings.Split(strings.TrimSpace(lines[0]), ",")
	column := func(values []string, name string) string {
		if i := slices.Index(names, name); i >= 0 {
			return values[i]
		}
		return ""
	}
	for _, name := range []string{columnNumber, columnState, columnCurrency, columnAmount, columnRefund, columnBack} {
		if !slices.Contains(names, name) {
			return nil, payment.Unknown(asking, fmt.Errorf("the statement has no column %s", name))
		}
	}
	for _, line := range lines[1:] {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "`")
		if !ok {
			break // the sums begin
		}
		values := strings.Split(rest, ",`")
		if len(values) != len(names) {
			return nil, payment.Unknown(asking, errors.New("a line of the statement has another length"))
		}
		p, ours, err := posting(func(name string) string { return column(values, name) })
		if err != nil {
			return nil, err
		}
		if ours {
			list = append(list, p)
		}
	}
	return list, nil
}

func posting(value func(string) string) (p payment.Posting, ours bool, err error) {
	if p.Payment, ours = payment.ByNumber(value(columnNumber)); !ours {
		return p, false, nil // of another shop of the same merchant
	}
	amount := columnAmount
	switch value(columnState) {
	case "SUCCESS":
	case "REFUND":
		p.Refund, amount = value(columnRefund), columnBack
	default:
		return p, false, nil
	}
	if p.Money, err = payment.OfYuan(value(amount)); err != nil {
		return p, false, payment.Unknown(asking, err)
	}
	p.Money.Currency = mall.Currency(value(columnCurrency))
	return p, true, nil
}
