package main

import (
	"context"
	"fmt"

	"pointsmall/mall"
)

// calibrate finds out what the load generator itself costs: the exchange load
// against a handler that only reads the request and answers with a constant.
func (b *bench) calibrate(ctx context.Context) error {
	server, err := b.serveBare(ctx)
	if err != nil {
		return err
	}
	defer server.stop()
	people := population{skus: make([]mall.SkuID, 10_000)}
	for range 100_000 {
		people.tokens = append(people.tokens, fmt.Sprintf("%0300d", len(people.tokens)))
	}
	fmt.Println("clients   requests/s   generator, µs a request   handler, µs a request   p50 ms   p99 ms")
	for _, clients := range b.clients {
		run, err := people.exchanges(server, false, clients, b.length()).send(ctx)
		if err != nil {
			return err
		}
		fmt.Printf("%7d %12s %25.1f %23.1f %8.2f %8.2f\n", clients, whole(run.Rate), run.CPU.Generator, run.CPU.Server, run.P50, run.P99)
	}
	return nil
}
