package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	attackFor   = 3 * time.Second // each of two waves
	attackRSS   = 500 << 20       // bytes that the server may take
	attackSlack = patience / 2    // that a member's exchange may take meanwhile: other tests want the processors, too

	databasePool = 20 // connections that a server keeps to PostgreSQL
)

// asServed are the limits that other tests switch off.
var asServed = []string{"--max-mutations=10", "--max-root-fields=20", "--max-aliases=100", "--max-selections=500"}

// While strangers fill the server's sockets and send it the worst that they may, a member is
// served; the server's memory stays bounded; and when they leave, all is given back.
func TestAttack(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database, asServed...)
		seedBench(t, database, 1, 1, 1_000_000, 100_000_000)
		v := &victim{server: mall.server, token: benchTokens(t, database, 1)[0], sku: benchSku(t, mall.server, 1)}
		v.exchange(t)
		before := openSockets(t, mall.server)
		var after [2]int64
		for wave := range after {
			a := attack(t, mall.server)
			for start := time.Now(); time.Since(start) < attackFor; {
				v.exchange(t)
			}
			a.stop(t)
			after[wave] = memory(t, mall.server, "VmRSS")
			require.Eventually(t, func() bool { return openSockets(t, mall.server) <= before+databasePool }, patience, 20*time.Millisecond, "sockets are given back")
			fillStreams(t, mall.server)
		}
		peak := memory(t, mall.server, "VmHWM")
		t.Logf("%d exchanges, the slowest in %s; %d MiB at most, %d MiB and %d MiB after the waves", v.count, v.slowest, peak>>20, after[0]>>20, after[1]>>20)
		if os.Getenv("POINTSMALL_E2E_RACE") == "" { // the race detector's own memory is large
			assert.Less(t, peak, int64(attackRSS))
			assert.Less(t, after[1], 2*after[0]+64<<20, "a second wave finds what the first has left")
		}
		got := data(t, mall.server, v.token, `{ me { orders(first: 1) { totalCount } } }`, nil)
		assert.EqualValues(t, v.count, at[int64](t, got, "me.orders.totalCount"))
		reconcile(t, database)
	})
}

// victim is a member who goes on exchanging.
type victim struct {
	*server
	token, sku string
	count      int
	slowest    time.Duration
}

// exchange makes one exchange, which must come out well and in time.
func (v *victim) exchange(t *testing.T) {
	t.Helper()
	start := time.Now()
	got, err := post(t.Context(), v.server, ask{token: v.token, query: exchangeDocument, variables: exchangeInput(v.sku, fmt.Sprint(v.count), 1)})
	took := time.Since(start)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(outcome(got), "ord_"), "%s", got.raw)
	require.Less(t, took, attackSlack, "exchange %d", v.count)
	v.count++
	v.slowest = max(v.slowest, took)
}

// memory is what Linux says of a server's memory, in bytes: VmRSS now, VmHWM at most.
func memory(t *testing.T, s *server, name string) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	require.NoError(t, err)
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); f[0] == name+":" {
			kib, err := strconv.ParseInt(f[1], 10, 64)
			require.NoError(t, err)
			return kib << 10
		}
	}
	require.FailNow(t, "Linux does not say", "%s in\n%s", name, status)
	return 0
}

// openSockets counts a server's sockets, those to its database included.
func openSockets(t *testing.T, s *server) (n int) {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", s.cmd.Process.Pid))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("what a server has open is read from Linux's /proc")
	}
	for _, file := range files {
		if target, err := os.Readlink(file); err == nil && strings.HasPrefix(target, "socket:") { // it may be closed by now
			n++
		}
	}
	return n
}
