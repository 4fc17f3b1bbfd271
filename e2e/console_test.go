package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
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
	install(t, "pages")
	for name, story := range consoleStories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			database := demoMall.SQLite(t)
			mall := open(t, database)
			out := program{dir: "pages", args: []string{"console.mjs", story}, env: []string{
				"MALL_URL=http://" + mall.address,
				"ALICE_TOKEN=" + mall.token(t, "alice"),
				"ADMIN_TOKEN=" + mall.token(t, "admin"),
			}}.run(t)
			assert.Regexp(t, `the console works, \d+ views looked at\n$`, out)
			reconcile(t, database)
		})
	}
}
