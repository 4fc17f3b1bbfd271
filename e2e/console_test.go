package e2e

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// consoleStories are parts of pages/console.mjs by words of their names. Each has a browser and a
// mall of its own.
var consoleStories = map[string]string{
	"pages":       "every page",
	"permissions": "staff see",
	"accounts":    "an invitation",
	"goods":       "goods are made",
	"points":      "a large change",
	"lists":       "a list keeps",
}

// Staff work in the console, each with what they may do. Nothing that they did has left the books
// wrong.
func TestStaffWorkInTheConsole(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	require.NoError(t, err, "this test needs Chromium on PATH; scripts/with-chromium sees to that")
	install(t, "pages")
	for name, story := range consoleStories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := demoMall.SQLite(t)
			// Stories ask more in a second than people do.
			mall := open(t, database, "--rate-staff=100000", "--rate-address=20000")
			out := program{dir: "pages", args: []string{"console.mjs", story}, env: []string{
				"MALL_URL=http://" + mall.address,
				"CHROMIUM=" + chromium,
				"ALICE_TOKEN=" + mall.token(t, "alice"),
				"ADMIN_TOKEN=" + mall.token(t, "admin"),
			}}.run(t)
			assert.Regexp(t, `the console works, \d+ views looked at\n$`, out)
			reconcile(t, database)
		})
	}
}
