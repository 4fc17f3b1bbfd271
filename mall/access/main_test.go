package access

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// Whoever waits 5 seconds for a turn to hash is refused. Hashing keeps all processors busy, so
// that more than two tests at once would only wait for each other's, and be refused on a slow
// machine.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "2"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	os.Exit(m.Run())
}
