// Command testtimes reads what `go test -json` writes, prints what `go test` would have
// printed, and ends with where the time went. It fails when a test did:
//
//	go test -json ./… | go run ./bench/testtimes
package main

import (
	"fmt"
	"os"
)

func main() {
	r := newRun(os.Stdout)
	if err := r.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testtimes:", err)
		os.Exit(2)
	}
	r.report(15)
	if r.failed > 0 {
		os.Exit(1)
	}
}
