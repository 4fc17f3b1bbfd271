package gateway

import (
	"archive/zip"
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// entry is a line of a day's statement.
type entry struct {
	*trade
	// refund is nil where the row is about money that was taken.
	refund *refund
}

// of lists what was taken and sent back on a day of a zone, in the order of the numbers.
func (d *desk) of(day string, zone *time.Location) (list []entry) {
	on := func(at time.Time) bool { return at.In(zone).Format(time.DateOnly) == day }
	for _, t := range d.trades {
		if t.state == paid && on(t.paidAt) {
			list = append(list, entry{t, nil})
		}
		for _, r := range t.refunds {
			if on(r.at) {
				list = append(list, entry{t, r})
			}
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return strings.Compare(a.number, b.number) })
	return list
}

// Strike takes a trade off the books, so that no statement has it.
func (d *desk) Strike(number string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.trades, number)
}

// bill answers where a day's bill is, with its digest.
func (g *WeChat) bill(day string) answer {
	if len(g.of(day, there)) == 0 {
		return g.refuse(http.StatusBadRequest, "NO_STATEMENT_EXIST")
	}
	sum := sha1.Sum([]byte(g.table(day)))
	return g.reply(http.StatusOK, map[string]string{
		"hash_type": "SHA1", "hash_value": hex.EncodeToString(sum[:]), "download_url": "https://api.mch.weixin.qq.com/v3/billdownload/file?token=" + day,
	})
}

func (g *WeChat) table(day string) string {
	text := "\ufeff交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号," +
		"退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n"
	list := g.of(day, there)
	for _, e := range list {
		state, id, number, back := "SUCCESS", "0", "0", "0.00"
		if e.refund != nil {
			state, id, number, back = "REFUND", e.refund.id, e.refund.number, yuan(e.refund.units)
		}
		values := []string{
			day + " 12:00:00", g.App, g.Merchant, "0", "", e.id, e.trade.number, "oUpF8u", "NATIVE", state, "OTHERS", e.paidCurrency, yuan(e.paidUnits), "0.00", id, number,
			back, "0.00", "ORIGINAL", "SUCCESS", "Points mall, 积分商城", "", "0.00000", "0.60%", yuan(e.paidUnits), back, "",
		}
		text += "`" + strings.Join(values, ",`") + "\r\n"
	}
	return text + "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n`" + strconv.Itoa(len(list)) + ",`0.00,`0.00,`0.00,`0.00000,`0.00,`0.00\r\n"
}

func (g *Alipay) bill(content string) map[string]any {
	var asked struct {
		Kind string `json:"bill_type"`
		Day  string `json:"bill_date"`
	}
	if json.Unmarshal([]byte(content), &asked) != nil || asked.Kind != "trade" {
		return no("isp.unknown-error")
	}
	if len(g.of(asked.Day, there)) == 0 {
		return no("isp.bill_not_exist")
	}
	return yes(map[string]any{"bill_download_url": g.home + "/gateway.do?download=" + asked.Day})
}

// pack is a day's bill, as it is downloaded.
func (g *Alipay) pack(day string) []byte {
	lines := "#支付宝业务明细查询\n#账号：[20880000000000010156]\n" +
		"支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注\n"
	for _, e := range g.of(day, there) {
		kind, amount, request := "交易", yuan(e.paidUnits), ""
		if e.refund != nil {
			kind, amount, request = "退款", "-"+yuan(e.refund.units), e.refund.number
		}
		lines += fmt.Sprintf("%s\t,%s\t,%s,Points mall, 积分商城,%s 12:00:00,%s 12:00:00,,,,,*三(138****0000),%s,%s,%s\t,0.00,\n", e.id, e.trade.number, kind, day, day, amount, amount, request)
	}
	lines += "#业务明细列表结束\n"
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for name, text := range map[string]string{"业务明细.csv": lines, "业务明细(汇总).csv": "#支付宝业务汇总查询\n门店编号,交易订单总笔数\n合计,1\n"} {
		inGBK := func(s string) []byte {
			b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s))
			if err != nil {
				panic(err)
			}
			return b
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: string(inGBK(name)), NonUTF8: true})
		if err != nil {
			panic(err)
		}
		if _, err := w.Write(inGBK(text)); err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return packed.Bytes()
}

// within reports whether a time is in the range that a list is asked for.
func within(at time.Time, form url.Values) bool {
	from, err := strconv.ParseInt(form.Get("created[gte]"), 10, 64)
	if err != nil {
		return true
	}
	until, err := strconv.ParseInt(form.Get("created[lt]"), 10, 64)
	return err == nil && at.Unix() >= from && at.Unix() < until
}

func (g *Stripe) list(form url.Values) answer {
	list := []any{}
	for _, t := range g.trades {
		if within(t.at, form) {
			list = append(list, intent(t))
		}
	}
	return object(map[string]any{"object": "list", "data": list, "has_more": false, "url": "/v1/payment_intents"})
}
