package alipay

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/smartwalle/alipay/v3"
	"golang.org/x/text/encoding/simplifiedchinese"

	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// Zone is Alipay's.
func (*Provider) Zone() *time.Location { return there }

const asking = "ask Alipay for a statement"

// Statement downloads the trade bill of a day, which is there from nine o'clock of the next: a
// zip file of tables in GBK. The answer that names it is signed.
func (a *Provider) Statement(ctx context.Context, day mall.Date) ([]payment.Posting, error) {
	answer, err := a.client.BillDownloadURLQuery(ctx, alipay.BillDownloadURLQuery{BillType: "trade", BillDate: day.String()})
	var said *alipay.Error
	if answer != nil {
		said = &answer.Error
	}
	if err := outcome(asking, said, err); err != nil {
		var no *payment.Refusal
		if errors.As(err, &no) && no.Code == "isp.bill_not_exist" {
			return nil, nil // nobody paid on that day
		}
		return nil, err
	}
	packed, err := a.download(ctx, answer.BillDownloadURL)
	if err != nil {
		return nil, err
	}
	files, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, payment.Unknown(asking, err)
	}
	var list []payment.Posting
	for _, f := range files.File {
		some, err := table(f)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// maxBill is the largest bill that is read, in bytes, packed or not.
const maxBill = 256 << 20

func (a *Provider) download(ctx context.Context, from string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, payment.Unknown(asking, errors.New("the statement's address is none"))
	}
	answer, err := a.client.Client.Do(r)
	if err != nil {
		return nil, payment.Unknown(asking, errors.New("the statement cannot be fetched")) // its address opens it for everybody
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, payment.Unknown(asking, errors.New(answer.Status))
	}
	packed, err := io.ReadAll(io.LimitReader(answer.Body, maxBill))
	if err != nil {
		return nil, payment.Unknown(asking, err)
	}
	return packed, nil
}

// table reads one file of a bill. The one with sums has no numbers of trades, and says nothing.
func table(f *zip.File) ([]payment.Posting, error) {
	packed, err := f.Open()
	if err != nil {
		return nil, payment.Unknown(asking, err)
	}
	defer func() { _ = packed.Close() }()
	text, err := io.ReadAll(simplifiedchinese.GBK.NewDecoder().Reader(io.LimitReader(packed, maxBill)))
	if err != nil {
		return nil, payment.Unknown(asking, err)
	}
	return postings(string(text))
}

// The columns that are read of a bill.
const (
	columnNumber = "商户订单号"
	columnKind   = "业务类型"
	columnAmount = "订单金额（元）"
	columnRefund = "退款批次号/请求号"
)

// postings reads a table: lines that begin with # are remarks, the first other line has the
// names. Values have tabs around them.
func postings(text string) (list []payment.Posting, err error) {
	var names []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		values := strings.Split(line, ",")
		for i := range values {
			values[i] = strings.TrimSpace(values[i])
		}
		if names == nil {
			if names = values; !slices.Contains(names, columnNumber) {
				return nil, nil
			}
			for _, name := range []string{columnKind, columnAmount, columnRefund} {
				if !slices.Contains(names, name) {
					return nil, payment.Unknown(asking, fmt.Errorf("the statement has no column %s", name))
				}
			}
			continue
		}
		if values = whole(values, names); len(values) != len(names) {
			return nil, payment.Unknown(asking, errors.New("a line of the statement has another length"))
		}
		p, ours, err := posting(func(name string) string { return values[slices.Index(names, name)] })
		if err != nil {
			return nil, err
		}
		if ours {
			list = append(list, p)
		}
	}
	return list, nil
}

// whole puts a name of goods together that has commas itself: Alipay quotes nothing.
func whole(values, names []string) []string {
	goods, more := slices.Index(names, "商品名称"), len(values)-len(names)
	if goods < 0 || more <= 0 {
		return values
	}
	return slices.Concat(values[:goods], []string{strings.Join(values[goods:goods+more+1], ",")}, values[goods+more+1:])
}

func posting(value func(string) string) (p payment.Posting, ours bool, err error) {
	if p.Payment, ours = payment.ByNumber(value(columnNumber)); !ours {
		return p, false, nil // of another shop of the same merchant
	}
	switch value(columnKind) {
	case "交易":
	case "退款":
		p.Refund = value(columnRefund)
	default:
		return p, false, nil
	}
	if p.Money, err = payment.OfYuan(strings.TrimPrefix(value(columnAmount), "-")); err != nil {
		return p, false, payment.Unknown(asking, err)
	}
	return p, true, nil
}
