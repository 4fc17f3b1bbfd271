package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// patience bounds every wait for something that must happen. It is generous:
// only a mall that hangs should ever reach it.
const patience = 60 * time.Second

// command prepares the binary with no settings but those of its arguments.
func command(t *testing.T, args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	cmd.Dir = t.TempDir() // the default database would be made here
	for _, setting := range os.Environ() {
		if !strings.HasPrefix(setting, "POINTSMALL_") {
			cmd.Env = append(cmd.Env, setting)
		}
	}
	return cmd
}

// result is what became of a command that ended.
type result struct {
	code           int
	stdout, stderr string
}

// run runs a command to its end.
func run(t *testing.T, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := command(t, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// mustRun runs a command that must succeed, and returns what it printed.
func mustRun(t *testing.T, args ...string) string {
	t.Helper()
	r := run(t, args...)
	require.Zero(t, r.code, "pointsmall %s\n%s%s", strings.Join(args, " "), r.stdout, r.stderr)
	return r.stdout
}

// server is a running `pointsmall serve`.
type server struct {
	address string // HOST:PORT
	cmd     *exec.Cmd
	log     *serverLog
	printed *serverLog // standard output
	ended   chan struct{}
	// mayLogErrors is for tests that make errors, such as by cutting connections.
	mayLogErrors bool
}

// serve starts a server on the database and waits until it serves. When the test
// ends, the server must stop in order, and must not have logged an error before.
func serve(t *testing.T, database string, args ...string) *server {
	t.Helper()
	s := begin(t, database, args...)
	s.ready(t)
	return s
}

// begin is serve without the waiting.
func begin(t *testing.T, database string, args ...string) *server {
	t.Helper()
	return begun(t, command(t, append([]string{
		"serve", "--database", database, "--listen", "127.0.0.1:0",
		// Tests look up and adjust many things in one request; the limits have tests of their own in server.
		"--rate-address=-1", "--rate-member=-1", "--rate-staff=-1", "--rate-partner=-1", "--rate-gateway=-1",
		"--sign-in-tries=-1", "--sign-in-tries-login=-1", "--sign-in-tries-address=-1", "--sign-ups-address=-1",
		"--max-mutations=-1", "--max-root-fields=-1", "--max-aliases=-1", "--max-selections=-1",
	}, args...)...))
}

// begun starts a command that goes on until it is told to stop. When the test ends, it
// must stop in order, and must not have logged an error before.
func begun(t *testing.T, cmd *exec.Cmd) *server {
	t.Helper()
	s := &server{cmd: cmd, log: newServerLog(), printed: newServerLog(), ended: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = s.printed, s.log
	require.NoError(t, cmd.Start())
	go func() {
		defer close(s.ended)
		_ = cmd.Wait() // the exit code is looked at where it matters
	}()
	t.Cleanup(func() {
		s.stop(t)
		if errs := s.log.lines("ERROR"); !s.mayLogErrors {
			assert.Empty(t, errs, "the server logged errors")
		}
		if t.Failed() {
			t.Logf("log of the server at %s:\n%s", s.address, s.log)
		}
		assert.NotContains(t, s.log.String(), "DATA RACE")
	})
	return s
}

// ready waits until the server serves.
func (s *server) ready(t *testing.T) {
	t.Helper()
	entry := s.waitLog(t, "serving")
	s.address, _ = entry["address"].(string)
	require.NotEmpty(t, s.address)
}

// stop asks the server to stop and expects that it does, with exit code 0. It does
// nothing where the server has ended already.
func (s *server) stop(t *testing.T) {
	t.Helper()
	if s.over() {
		return
	}
	// Connections that were opened and not used yet would keep it waiting for seconds.
	web.CloseIdleConnections()
	s.signal(t, syscall.SIGTERM)
	assert.Zero(t, s.wait(t), "exit code after SIGTERM")
}

// kill ends the server at once, as a crash would.
func (s *server) kill(t *testing.T) {
	t.Helper()
	s.signal(t, syscall.SIGKILL)
	s.wait(t)
}

func (s *server) signal(t *testing.T, sig syscall.Signal) {
	t.Helper()
	require.NoError(t, s.cmd.Process.Signal(sig))
}

func (s *server) over() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// wait waits for the server's end and returns its exit code.
func (s *server) wait(t *testing.T) int {
	t.Helper()
	select {
	case <-s.ended:
	case <-time.After(patience):
		_ = s.cmd.Process.Signal(syscall.SIGABRT) // Go then prints where every goroutine is
		select {
		case <-s.ended:
		case <-time.After(patience):
		}
		require.FailNow(t, "the server does not end", "%s", s.log)
	}
	return s.cmd.ProcessState.ExitCode()
}

// waitLog waits for a log line and returns it.
func (s *server) waitLog(t *testing.T, message string) map[string]any {
	t.Helper()
	deadline := time.After(patience)
	for {
		entry, more := s.log.find(message)
		if entry != nil {
			return entry
		}
		select {
		case <-more:
		case <-s.ended:
			if entry, _ := s.log.find(message); entry != nil {
				return entry
			}
			require.FailNow(t, "the server ended", "before it logged %q:\n%s", message, s.log)
		case <-deadline:
			require.FailNow(t, "the server is silent", "it has not logged %q:\n%s", message, s.log)
		}
	}
}

// serverLog is what a server wrote on standard error.
type serverLog struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{} // closed when something was written
}

func newServerLog() *serverLog { return &serverLog{more: make(chan struct{})} }

// Write takes what the server wrote.
func (l *serverLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.more)
	l.more = make(chan struct{})
	return l.text.Write(p)
}

func (l *serverLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// find returns the first line with that message, or what is closed when there is more to see.
func (l *serverLog) find(message string) (entry map[string]any, more <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range bytes.Lines(l.text.Bytes()) {
		var e map[string]any
		if json.Unmarshal(line, &e) == nil && e["msg"] == message {
			return e, l.more
		}
	}
	return nil, l.more
}

// lines are those of a level.
func (l *serverLog) lines(level string) (found []string) {
	for line := range strings.Lines(l.String()) {
		if strings.Contains(line, `"level":"`+level+`"`) {
			found = append(found, line)
		}
	}
	return found
}
