package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The program says rightly of which release the rules are that it carries.
func TestTheReleaseOfTheCarriedRules(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	script, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "update.bash"))
	require.NoError(t, err)
	assert.Contains(t, string(script), "\nDATA="+carriedRules+"\n")
}

func TestWhereAZonesRulesComeFrom(t *testing.T) {
	t.Setenv("ZONEINFO", "")
	folder := t.TempDir()
	from, release := zoneRules("Asia/Shanghai", []string{folder})
	assert.Equal(t, "this program", from)
	assert.Equal(t, carriedRules, release)

	require.NoError(t, os.MkdirAll(filepath.Join(folder, "Asia"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "Asia", "Shanghai"), nil, 0o600))
	from, release = zoneRules("Asia/Shanghai", []string{"/nowhere", folder})
	assert.Equal(t, folder, from)
	assert.Empty(t, release, "nothing says it")

	require.NoError(t, os.WriteFile(filepath.Join(folder, "tzdata.zi"), []byte("# version 2026a\n# This zic input file…\n"), 0o600))
	_, release = zoneRules("Asia/Shanghai", []string{folder})
	assert.Equal(t, "2026a", release)
}
