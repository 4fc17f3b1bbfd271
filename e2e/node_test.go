package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// installs holds, for each npm project of ours, the function that installs it once.
var installs sync.Map

// install readies an npm project in a folder of ours by its lock file, once for all tests.
func install(t *testing.T, dir string) {
	t.Helper()
	once, _ := installs.LoadOrStore(dir, sync.OnceValue(func() error { return npmCI(dir) }))
	require.NoError(t, once.(func() error)())
}

func npmCI(dir string) error {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("this test needs Node.js 20 or newer with npm on PATH; scripts/with-node sees to that: %w", err)
		}
	}
	lock, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return err
	}
	// What an earlier run installed by the same lock file stays.
	stamp := filepath.Join(dir, "node_modules", ".installed-by.json")
	if installed, err := os.ReadFile(stamp); err == nil && bytes.Equal(installed, lock) {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "ci", "--no-progress")
	npm.Dir = dir
	if out, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in %s: %w\n%s", dir, err, out)
	}
	return os.WriteFile(stamp, lock, 0o600)
}

// Lock files say what is installed, by name and checksum, and leave it to npm from where.
func TestLockFilesNameNoAddresses(t *testing.T) {
	t.Parallel()
	var paths []string
	for _, projects := range []string{"*/package-lock.json", "../web/package-lock.json", "../web/*/package-lock.json"} {
		found, err := filepath.Glob(projects)
		require.NoError(t, err)
		paths = append(paths, found...)
	}
	require.GreaterOrEqual(t, len(paths), 3)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		// A part of the same workspace is resolved to its folder.
		assert.Empty(t, regexp.MustCompile(`"resolved":.*[/.].*|https?://registry\..*`).FindAllString(string(text), 3), path)
		assert.Contains(t, string(text), `"integrity": "sha512-`, path)
	}
}

// program is a run of Node.js in an npm project of ours.
type program struct {
	dir  string   // the project's folder
	args []string // node's: a file and its arguments
	env  []string // on top of ours
	// onLine is called with each line of standard output as it comes; nil for nobody.
	onLine func(line string)
}

// run runs a program that must succeed, and returns what it printed. A line that
// begins with "FAIL" is a failure of the test.
func (p program) run(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", p.args...)
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), p.env...)
	cmd.WaitDelay = time.Second
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var printed strings.Builder
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		line := lines.Text()
		printed.WriteString(line + "\n")
		if strings.HasPrefix(line, "FAIL") {
			t.Error(line)
		}
		if p.onLine != nil {
			p.onLine(line)
		}
	}
	require.NoError(t, cmd.Wait(), "node %s\n%s%s", strings.Join(p.args, " "), printed.String(), stderr.String())
	return printed.String()
}
