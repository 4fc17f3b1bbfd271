package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func told(t *testing.T, events ...string) (string, *run) {
	t.Helper()
	var out strings.Builder
	r := newRun(&out)
	require.NoError(t, r.read(strings.NewReader(strings.Join(events, "\n")+"\n")))
	r.report(2)
	return out.String(), r
}

func TestAPackageThatPassesIsOneLine(t *testing.T) {
	out, r := told(t,
		`{"Action":"output","Package":"pointsmall/a","Test":"TestX","Output":"chatter\n"}`,
		`{"Action":"pass","Package":"pointsmall/a","Test":"TestX","Elapsed":1.25}`,
		`{"Action":"skip","Package":"pointsmall/a","Test":"TestY","Elapsed":0}`,
		`{"Action":"pass","Package":"pointsmall/a","Test":"TestZ","Elapsed":2}`,
		`{"Action":"output","Package":"pointsmall/a","Output":"PASS\n"}`,
		`{"Action":"output","Package":"pointsmall/a","Output":"ok  \tpointsmall/a\t3.300s\n"}`,
		`{"Action":"pass","Package":"pointsmall/a","Elapsed":3.3}`,
		`{"Action":"output","Package":"pointsmall/b","Output":"?   \tpointsmall/b\t[no test files]\n"}`,
		`{"Action":"skip","Package":"pointsmall/b","Elapsed":0}`,
	)
	assert.Equal(t, "ok  \tpointsmall/a\t3.300s\n\n"+
		"Where the time went:\n     3.3 s  pointsmall/a\n\n"+
		"The slowest tests:\n     2.0 s  a TestZ\n     1.3 s  a TestX\n\n"+
		"2 passed, 0 failed, 1 skipped\n", out)
	assert.Zero(t, r.failed)
}

func TestAFailureTellsWhatItsTestPrinted(t *testing.T) {
	out, r := told(t,
		`{"Action":"output","Package":"a","Test":"TestGood","Output":"chatter\n"}`,
		`{"Action":"pass","Package":"a","Test":"TestGood"}`,
		`{"Action":"output","Package":"a","Test":"TestBad","Output":"    want 1, got 2\n"}`,
		`{"Action":"fail","Package":"a","Test":"TestBad"}`,
		`{"Action":"output","Package":"a","Output":"FAIL\ta\t0.1s\n"}`,
		`{"Action":"fail","Package":"a"}`,
	)
	assert.Contains(t, out, "    want 1, got 2\nFAIL\ta\t0.1s\n")
	assert.NotContains(t, out, "chatter")
	assert.Equal(t, 1, r.failed)
}

func TestATestThatNeverEndsIsAFailure(t *testing.T) {
	out, r := told(t,
		`{"Action":"output","Package":"a","Test":"TestStuck","Output":"panic: test timed out\n"}`,
		`{"Action":"output","Package":"a","Output":"FAIL\ta\t600s\n"}`,
		`{"Action":"fail","Package":"a"}`,
	)
	assert.Contains(t, out, "panic: test timed out\nFAIL\ta\t600s\n")
	assert.Equal(t, 1, r.failed)
}

func TestAPackageThatDoesNotBuildIsAFailure(t *testing.T) {
	out, r := told(t,
		`{"ImportPath":"a","Action":"build-output","Output":"a.go:1: undefined: x\n"}`,
		`{"ImportPath":"a","Action":"build-fail"}`,
		`{"Action":"output","Package":"a","Output":"FAIL\ta [build failed]\n"}`,
		`{"Action":"fail","Package":"a","FailedBuild":"a"}`,
		`go: a line of the go command's own`,
	)
	assert.Contains(t, out, "a.go:1: undefined: x\nFAIL\ta [build failed]\ngo: a line of the go command's own\n")
	assert.Equal(t, 1, r.failed)
}

func TestAPackageThatDoesNotEndIsAFailure(t *testing.T) {
	out, r := told(t,
		`{"Action":"run","Package":"a","Test":"TestLong"}`,
		`{"Action":"output","Package":"a","Test":"TestLong","Output":"=== RUN   TestLong\n"}`,
		`Terminated`,
	)
	assert.Contains(t, out, "Terminated\n=== RUN   TestLong\nFAIL\ta [did not end]\n")
	assert.Equal(t, 1, r.failed)
}
