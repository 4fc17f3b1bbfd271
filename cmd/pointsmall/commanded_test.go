package main

import (
	"context"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// Every command says here whether it changes the mall for others, and whether what it changes is
// written down. Those that are written down are run by
// TestWhatTheCommandLineChangesIsWrittenDown of e2e.
func TestEveryCommandSaysWhetherItIsWrittenDown(t *testing.T) {
	t.Parallel()
	const written, reads, own = "written down", "only reads", "the mall's own work"
	says := map[string]string{
		"init": written, "staff add": written, "staff disable": written, "staff enable": written, "staff password": written, "staff permissions": written, "staff two-factor off": written,
		"token": written, "api-key": written, "keys rotate": written, "keys retire": written, "codes make": written, "codes void": written, "import purchases": written, "import members": written, "import balances": written, "import products": written, "import stock": written, "import codes": written,
		"import undo": written, "import continue": written,
		"staff list": reads, "keys list": reads, "lottery report": reads, "verify-draw": reads, "reconcile": reads, "doctor": reads, "version": reads, "audit list": reads, "audit export": reads, "import list": reads, "export": reads,
		"serve": own, "worker": own, "sweep": own, "migrate": own, "seed demo": own, "seed bench": own, "statement": own,
	}
	parser, err := kong.New(&cli{}, kong.Vars{"version": "x"})
	require.NoError(t, err)
	known := map[string]bool{}
	for _, leaf := range parser.Model.Leaves(false) {
		name := strings.TrimSpace(strings.TrimPrefix(leaf.FullPath(), parser.Model.Name))
		known[name] = true
		if !assert.NotEmpty(t, says[name], "say here whether %q changes the mall, and have it written down if it does", name) {
			continue
		}
		origin := mall.OriginOf(commanded(context.Background(), name+" <argument>"))
		assert.Equal(t, says[name] != own, origin.Audited(), name)
		if origin.Audited() {
			assert.Equal(t, name, origin.Operation)
		}
	}
	for name := range says {
		assert.True(t, known[name], "there is no command %q any more", name)
	}
}
