#!/usr/bin/env bash
# Guess: With MaxNetworkRetries 0, stripe-go sends each call once; Go's HTTP client never repeats a POST.
# Fact:  Go's transport takes a request with the header Idempotency-Key (or X-Idempotency-Key) for one that may be repeated. When a kept
#        connection ends before the answer, it sends the POST again by itself. stripe-go sets the header on every POST, so the call comes twice and
#        the SDK neither counts nor logs it. A POST without the header fails, as one would guess.
# Seen:  github.com/stripe/stripe-go/v82 82.5.1, Go 1.26.8, 2026-11-28.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

export GOFLAGS="-mod=mod -trimpath"
go mod init finding 2>setup.log
go get github.com/stripe/stripe-go/v82@v82.5.1 2>>setup.log

cat >main.go <<'END'
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/stripe/stripe-go/v82"
	"github.com/stripe/stripe-go/v82/client"
)

func main() {
	run("stripe-go, no retries", func(url string) error {
		backend := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
			URL:               stripe.String(url),
			MaxNetworkRetries: stripe.Int64(0),
			LeveledLogger:     &stripe.LeveledLogger{},
		})
		api := client.New("sk_test_example", &stripe.Backends{API: backend, Connect: backend, Uploads: backend})
		_, err := api.Refunds.New(&stripe.RefundParams{PaymentIntent: stripe.String("pi_1"), Amount: stripe.Int64(100)})
		return err
	})
	run("plain POST", func(url string) error { return post(url, "Accept", "*/*") })
	run("POST with X-Idempotency-Key", func(url string) error { return post(url, "X-Idempotency-Key", "1") })
}

// run makes two calls on one connection. The server reads the second request, and cuts the connection without an answer.
func run(name string, call func(url string) error) {
	received := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			log.Fatal(err)
		}
		if received++; received == 2 {
			panic(http.ErrAbortHandler)
		}
		io.WriteString(w, `{"id": "re_1", "object": "refund"}`)
	}))
	defer server.Close()
	if err := call(server.URL); err != nil {
		log.Fatal(err)
	}
	outcome := "answered"
	if err := call(server.URL); err != nil {
		outcome = "failed"
	}
	fmt.Printf("%s: the cut call was received %d times and %s\n", name, received-1, outcome)
}

func post(url, header, value string) error {
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader("{}"))
	if err != nil {
		return err
	}
	request.Header.Set(header, value)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
END

go run . | tee seen
diff - seen <<'END'
stripe-go, no retries: the cut call was received 2 times and answered
plain POST: the cut call was received 1 times and failed
POST with X-Idempotency-Key: the cut call was received 2 times and answered
END
