package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// command is a program that ends with the context: politely first, then not. It
// runs in a process group of its own, so that Ctrl-C reaches the bench alone,
// which then ends its children in order.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 20 * time.Second
	return cmd
}

// output runs a program and returns what it prints; its error holds the end of
// what it complained about.
func output(cmd *exec.Cmd) (string, error) {
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, tail(complaint.String()+out.String()))
	}
	return out.String(), nil
}

// tail is the last lines of a text.
func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-15):], "\n")
}

// child is a server that runs beside the bench.
type child struct {
	address string
	cmd     *exec.Cmd
	log     string
	cancel  context.CancelFunc
	exited  chan struct{} // closed once it has ended
}

// startServer starts a program that listens on address, and waits until it
// answers ready with 200. What it prints goes to the file log.
func startServer(ctx context.Context, address, ready, log, name string, args ...string) (*child, error) {
	file, err := os.Create(log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // the child has its own handle
	ctx, cancel := context.WithCancel(ctx)
	c := &child{address: address, cmd: command(ctx, name, args...), log: log, cancel: cancel, exited: make(chan struct{})}
	c.cmd.Stdout, c.cmd.Stderr = file, file
	if err := c.cmd.Start(); err != nil {
		cancel()
		return nil, err
	}
	go func() {
		_ = c.cmd.Wait() // ProcessState says how it ended
		close(c.exited)
	}()
	if err := c.await(ctx, ready); err != nil {
		c.stop()
		return nil, fmt.Errorf("%s: %w\n%s", strings.Join(c.cmd.Args, " "), err, c.logged())
	}
	return c, nil
}

// await asks until the server is ready.
func (c *child) await(ctx context.Context, path string) error {
	ask := newGet(c.address, path)
	for begun := time.Now(); time.Since(begun) < time.Minute; {
		if status, _, err := fetch(ctx, c.address, ask); err == nil && status == http.StatusOK {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.exited:
			return fmt.Errorf("it ended before it was ready (%v)", c.cmd.ProcessState)
		case <-time.After(time.Millisecond):
		}
	}
	return errors.New("it was not ready within a minute")
}

func (c *child) pid() int { return c.cmd.Process.Pid }

// stop ends the server and waits for that.
func (c *child) stop() {
	c.cancel()
	<-c.exited
}

// logged is the end of what the server printed, and how it ended if it has.
func (c *child) logged() string {
	text, err := os.ReadFile(c.log)
	if err != nil {
		return err.Error()
	}
	select {
	case <-c.exited:
		return fmt.Sprintf("%s\n(the server has ended: %v)", tail(string(text)), c.cmd.ProcessState)
	default:
		return tail(string(text))
	}
}

// complaints are the warnings and errors that the server logged.
func (c *child) complaints() []string {
	text, err := os.ReadFile(c.log)
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	for line := range strings.Lines(string(text)) {
		if strings.Contains(line, `"level":"WARN"`) || strings.Contains(line, `"level":"ERROR"`) || strings.HasPrefix(line, "panic") {
			found = append(found, strings.TrimSpace(line))
		}
	}
	return found
}

// freeAddress is a port of this machine that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
