package mall_test

import (
	"errors"
	"go/build"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "pointsmall/"

// floor is a group of packages that may import only packages of lower floors.
type floor struct {
	name string
	// packages are patterns of path.Match. A pattern without a wildcard wins over one with it.
	packages []string
}

// floors are all packages of the module, the lowest floor first. A package that no pattern
// matches fails the test, so that nobody forgets to place a new one.
var floors = []floor{
	{"words", []string{"mall"}},
	{"entities", []string{"ent/schema"}},
	{"ent's client", []string{"ent", "ent/*"}},
	{"store", []string{"mall/store"}},
	{"ground", []string{"mall/draft", "mall/event", "mall/history", "mall/job", "mall/setting", "mall/stack", "mall/vault"}},
	{"records", []string{"mall/member", "mall/ledger", "mall/catalog", "mall/catalog/*", "mall/file", "mall/media", "mall/media/*", "mall/coupon", "mall/order", "mall/order/*", "mall/staff", "mall/staff/*", "mall/tier", "mall/earning/*", "mall/partner/*", "mall/payment", "mall/payment/*", "mall/checkout/cart", "mall/checkout/quote", "mall/checkout/refund", "mall/campaign/waiting", "mall/access/openid", "mall/access/wechat", "mall/notice", "mall/notice/*", "mall/notice/sms/*"}},
	{"use cases", []string{"mall/access", "mall/campaign", "mall/campaign/*", "mall/checkout", "mall/earning", "mall/exchange", "mall/insight/*", "mall/partner", "mall/tiering"}},
	{"over everything", []string{"mall/simulate", "mall/reconcile", "mall/imports", "mall/exports", "mall/seed", "mall/seed/*"}},
	{"wiring", []string{"mall/wiring"}},
	{"parts of the API", []string{"graph/*"}},
	{"the API's shapes", []string{"graph/model"}},
	{"the API's executable schema", []string{"graph/generated"}},
	{"the API", []string{"graph"}},
	{"pages", []string{"web", "web/*"}},
	{"what transports share", []string{"server/document", "server/stream"}},
	{"server", []string{"server", "server/*"}},
	{"commands", []string{"cmd/*"}},
	// Trials run the whole from outside, and only tests import them.
	{"trials", []string{"bench", "bench/*", "e2e", "e2e/*", "mall/malltest"}},
}

// sideways are the imports between packages of one floor that are right, with the reason.
// A parent may import its children without being named here.
var sideways = map[string]string{
	"mall/checkout → mall/earning":             "an order earns in the transaction that takes its money",
	"mall/payment/alipay → mall/payment":       "providers stand on their parent",
	"mall/payment/stripe → mall/payment":       "providers stand on their parent",
	"mall/payment/testpay → mall/payment":      "providers stand on their parent",
	"mall/payment/wechatpay → mall/payment":    "providers stand on their parent",
	"mall/media/s3 → mall/media":               "a store of pictures stands on what keeps them",
	"mall/campaign/lottery → mall/campaign":    "a kind of campaign stands on what all kinds have",
	"mall/campaign/multiplier → mall/campaign": "a kind of campaign stands on what all kinds have",
	"mall/campaign/sale → mall/campaign":       "a kind of campaign stands on what all kinds have",
	"mall/setting → mall/event":                "a server reads the settings anew when an event says that they changed",
	"mall/earning/task → mall/earning/rule":    "a task's steps have conditions and see events as rules do",
	"server/rate → server/overhttp":            "who asks for too much over HTTP is refused in the form of every other refusal",
	"mall/notice/mail → mall/notice":           "channels stand on their parent",
	"mall/notice/sms → mall/notice":            "channels stand on their parent",
	"mall/notice/sms/aliyun → mall/notice":     "providers of text messages, too",
}

// TestImportsRunOnlyDownwards holds the floors of docs/architecture.md for what is built;
// tests may import what they like.
func TestImportsRunOnlyDownwards(t *testing.T) {
	used := map[string]bool{}
	for from, imports := range packages(t) {
		at, ok := floorOf(from)
		if !assert.True(t, ok, "%s stands on no floor: place it in mall/floors_test.go", from) {
			continue
		}
		for _, to := range imports {
			below, ok := floorOf(to)
			pair := from + " → " + to
			switch {
			case !ok || below < at || floors[at].name == "ent's client":
			case below == at && path.Dir(to) == from:
			case below == at && sideways[pair] != "":
				used[pair] = true
			case below == at:
				t.Errorf("%s: packages of the floor %q never import each other", pair, floors[at].name)
			default:
				t.Errorf("%s: imports run from %q upwards to %q", pair, floors[at].name, floors[below].name)
			}
		}
	}
	for pair := range sideways {
		assert.True(t, used[pair], "nothing imports %s any more: take the exception out", pair)
	}
}

// TestEveryPatternOfTheFloorsHasItsPackages finds what is left of packages that were
// moved or deleted.
func TestEveryPatternOfTheFloorsHasItsPackages(t *testing.T) {
	all := packages(t)
	for _, f := range floors {
		for _, pattern := range f.packages {
			found := false
			for p := range all {
				found = found || matches(pattern, p)
			}
			assert.True(t, found, "no package is %s", pattern)
		}
	}
}

func matches(pattern, pkg string) bool {
	ok, err := path.Match(pattern, pkg)
	return ok && err == nil
}

// floorOf finds a package's floor, counted from the lowest.
func floorOf(pkg string) (int, bool) {
	byPattern := -1
	for i, f := range floors {
		if slices.Contains(f.packages, pkg) {
			return i, true
		}
		if slices.ContainsFunc(f.packages, func(pattern string) bool { return matches(pattern, pkg) }) {
			byPattern = i
		}
	}
	return byPattern, byPattern >= 0
}

// packages reads the module's packages, and which others of it each imports.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	root, err := filepath.Abs("..")
	require.NoError(t, err)
	all := map[string][]string{}
	err = filepath.WalkDir(root, func(dir string, entry fs.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil || !entry.IsDir():
			return err
		case dir != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules"):
			return filepath.SkipDir
		}
		read, err := build.ImportDir(dir, 0)
		var none *build.NoGoError
		if errors.As(err, &none) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(read.GoFiles) == 0 { // there are only tests
			return nil
		}
		pkg, err := filepath.Rel(root, dir)
		if err != nil {
			return err
		}
		pkg = filepath.ToSlash(pkg)
		all[pkg] = []string{}
		for _, imported := range read.Imports {
			if ours, ok := strings.CutPrefix(imported, module); ok {
				all[pkg] = append(all[pkg], ours)
			}
		}
		return nil
	})
	require.NoError(t, err)
	return all
}
