#!/usr/bin/env bash
# Guess: smartwalle/alipay's Trade, which all kinds of payment embed, has TimeExpire, so whoever fills it gives each payment an end.
# Fact:  TradeWapPay declares a TimeExpire of its own. Go's encoding/json takes the outer field and leaves the embedded one out without
#        a word: a payment on a phone's browser that is filled as one on a computer is sent without time_expire, and Alipay keeps it open for as
#        long as the contract says. Page and app payments send it. The compiler sees nothing wrong.
# Seen:  github.com/smartwalle/alipay/v3 3.2.25, Go 1.26.8, 2026-11-29.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

export GOFLAGS="-mod=mod -trimpath"
go mod init finding 2>setup.log
go get github.com/smartwalle/alipay/v3@v3.2.25 2>>setup.log

cat >main.go <<'END'
package main

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/smartwalle/alipay/v3"
)

func main() {
	trade := alipay.Trade{Subject: "tea", OutTradeNo: "1", TotalAmount: "8.00", TimeExpire: "2026-11-29 12:00:00"}
	show("page", alipay.TradePagePay{Trade: trade})
	show("app", alipay.TradeAppPay{Trade: trade})
	show("wap", alipay.TradeWapPay{Trade: trade})
	show("wap, its own field", alipay.TradeWapPay{Trade: trade, TimeExpire: trade.TimeExpire})
}

// show prints the end that a payment is sent with.
func show(name string, payment any) {
	content, err := json.Marshal(payment)
	if err != nil {
		log.Fatal(err)
	}
	var sent struct {
		End string `json:"time_expire"`
	}
	if err := json.Unmarshal(content, &sent); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %q\n", name, sent.End)
}
END

go run . | tee seen
diff - seen <<'END'
page: "2026-11-29 12:00:00"
app: "2026-11-29 12:00:00"
wap: ""
wap, its own field: "2026-11-29 12:00:00"
END
