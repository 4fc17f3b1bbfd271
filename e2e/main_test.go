package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pointsmall/mall/malltest"
)

// binary is the program under test.
var binary string

// demoMall is what the binary's command `seed demo` makes of an empty database.
var demoMall demoMalls

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	// Temporary files may lie in memory, from where some systems run no programs; those of the
	// go command lie where they can be run.
	dir, err := os.MkdirTemp(os.Getenv("GOTMPDIR"), "pointsmall-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary = filepath.Join(dir, "pointsmall")
	args := []string{"build", "-o", binary}
	if os.Getenv("POINTSMALL_E2E_RACE") != "" {
		args = append(args, "-race")
	}
	build := exec.Command("go", append(args, "pointsmall/cmd/pointsmall")...)
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build the binary:", err)
		return 1
	}
	demoMall.template, err = demoTemplate()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// demoTemplate has each binary make a demo mall once, by which half of a test's time is saved.
// That `serve --demo` makes it too is tested by TestAPIKey and TestTwoServersOpenAnEmptyDatabase.
func demoTemplate() (*malltest.Template, error) {
	program, err := os.ReadFile(binary)
	if err != nil {
		return nil, err
	}
	hash := sha256.Sum256(program)
	return malltest.NewTemplate("tokens_"+hex.EncodeToString(hash[:8]), func(ctx context.Context, database string) (note string, err error) {
		if _, err := bin(ctx, "seed", "demo", "--database", database); err != nil {
			return "", err
		}
		issued := map[string]string{}
		for as, args := range issue {
			token, err := bin(ctx, append([]string{"token", "--database", database}, args...)...)
			if err != nil {
				return "", err
			}
			issued[as] = strings.TrimSpace(token)
		}
		text, err := json.Marshal(issued)
		return string(text), err
	}), nil
}

// bin runs the binary where there is no test yet, and returns what it printed.
func bin(ctx context.Context, args ...string) (string, error) {
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("make the demo mall: pointsmall %s: %w\n%s", args[0], err, stderr.String())
	}
	return string(out), nil
}

// eachDatabase runs f once for each database, on a fresh one with the demo mall.
func eachDatabase(t *testing.T, f func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, demoMall.SQLite(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, demoMall.Postgres(t))
	})
}

// freshSQLite names a file that does not exist yet.
func freshSQLite(t *testing.T) string {
	return "sqlite:" + filepath.Join(t.TempDir(), "mall.db")
}
