// Command bare is what the mall's catalog is measured against: the same pages as a
// careful programmer writes them by hand, with net/http, database/sql and
// encoding/json, one prepared statement a table, and nothing around it.
//
// It also answers /graphql with a constant, for finding out what the load generator
// itself costs.
package main

import (
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"time"

	_ "github.com/lib/pq" // the driver that the mall uses too
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8081", "address to listen on")
	database := flag.String("database", "", "postgres://… of the catalog; none: only the constant is served")
	public := flag.String("public-url", "", "what images' paths are put behind")
	flag.Parse()
	if err := serve(*listen, *database, *public); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func serve(listen, database, public string) error {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /graphql", fixed)
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ready\n") })
	if database != "" {
		db, err := sql.Open("postgres", database)
		if err != nil {
			return err
		}
		db.SetMaxOpenConns(20)
		db.SetMaxIdleConns(20)
		shop, err := newShop(db, public)
		if err != nil {
			return err
		}
		mux.HandleFunc("GET /catalog", func(w http.ResponseWriter, r *http.Request) {
			page, err := shop.catalog(r.Context())
			answer(w, map[string]any{"products": page}, err)
		})
		mux.HandleFunc("GET /product", func(w http.ResponseWriter, r *http.Request) {
			page, err := shop.product(r.Context(), r.URL.Query().Get("slug"))
			answer(w, map[string]any{"product": page}, err)
		})
	}
	server := http.Server{Addr: listen, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}

// answer writes a page in the envelope that GraphQL's answers have.
func answer(w http.ResponseWriter, page map[string]any, err error) {
	if err != nil {
		log.Print(err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(map[string]any{"data": page}); err != nil {
		log.Print(err)
	}
}

const fixedAnswer = `{"data":{"exchange":{"order":{"id":"ord_0193a5b0c0de7000a000000000000000","number":"0000-0000-0000","status":"PAID","points":120},` +
	`"account":{"available":999880},"userErrors":[]}}}`

// fixed reads the request and answers as a successful exchange does.
func fixed(w http.ResponseWriter, r *http.Request) {
	if _, err := io.Copy(io.Discard, r.Body); err != nil && !errors.Is(err, io.EOF) {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, fixedAnswer)
}
