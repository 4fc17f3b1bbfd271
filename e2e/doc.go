// Package e2e tests the real binary from outside: over HTTP, WebSocket and SSE, and
// by its command line, on SQLite and on PostgreSQL.
//
// The folder clients drives it with storefronts' own clients and tools, and
// federation with a partner's gateway: npm projects whose programs Go tests run.
//
// What a few requests can tell stands as data in cases, one story a file; the
// documents that they send are in operations. What needs several callers at once,
// a signal or a second server is a Go test. Run everything with
//
//	scripts/with-curl scripts/with-proxies scripts/with-node scripts/with-postgres go test -parallel 6 ./e2e/...
//
// Most tests begin with a copy of the demo mall, which the binary makes once a run. The folder
// testdata/upgrade holds databases of an older version.
//
// POINTSMALL_E2E_RACE=1 builds the binary with the race detector.
// POINTSMALL_FUZZ_DOCUMENTS and POINTSMALL_FUZZ_SEED have TestRandomDocuments send more,
// or other, documents.
package e2e
