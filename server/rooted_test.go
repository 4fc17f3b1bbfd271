package server_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/server"
)

// An error within a subscription's result says where it is from the root on, and a null
// that may not be there makes the whole of data null.
func TestErrorsInSubscriptions(t *testing.T) {
	l := serveSQLite(t, server.Config{})
	alice, _, _ := l.tokens(t)
	const tooMany = `subscription { mine: pointsBalance { available entries(first: 101) { totalCount } } }`
	want := `{"errors":[{"message":"first must be from 0 to 100, got 101","path":["mine","entries"],"locations":[{"line":1,"column":48}],
		"extensions":{"code":"INVALID_INPUT","argument":["first"]}}],"data":null}`
	_, got := l.call(t, caller{headers: bearer(alice)}, tooMany)
	assert.JSONEq(t, want, got)

	w := l.ready(t, alice)
	w.subscribe(t, "1", tooMany)
	assert.JSONEq(t, `{"id":"1","type":"next","payload":`+want+`}`, w.hear(t))
}
