package e2e

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The storefront's stories in a real browser, with axe on every page and sheet; see pages/stories.mjs.
// SHOTS=/some/folder keeps pictures of everything that was looked at.
func TestPages(t *testing.T) {
	t.Parallel()
	chromium, err := exec.LookPath("chromium")
	require.NoError(t, err, "this test needs Chromium on PATH; scripts/with-chromium sees to that")
	install(t, "pages")
	database := demoMall.SQLite(t)
	// Stories go through more pages in a second than people do.
	mall := open(t, database, "--rate-member=20000", "--rate-address=20000")
	out := program{
		dir: "pages", args: []string{"stories.mjs"},
		env: []string{"MALL_URL=http://" + mall.address, "CHROMIUM=" + chromium},
	}.run(t)
	assert.Regexp(t, `(?m)^\d+ stories, \d+ looks, 0 failed$`, out)
	t.Log(out)
	reconcile(t, database)
}
