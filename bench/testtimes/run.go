package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// event is a line of `go test -json`; see `go doc test2json`.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64 // seconds
}

// run is what is known of a run of tests.
type run struct {
	out io.Writer
	// texts hold what each test, and each package under the name "", has printed so far.
	texts    map[string]map[string]*strings.Builder
	passed   map[string]map[string]bool // by package and test; true also for a test that was skipped
	packages []timing
	tests    []timing

	succeeded, failed, skipped int // tests, and packages that failed without one
}

// timing is how long a package or a test took.
type timing struct {
	name string
	took time.Duration
}

func newRun(out io.Writer) *run {
	return &run{out: out, texts: map[string]map[string]*strings.Builder{}, passed: map[string]map[string]bool{}}
}

// read reads events until there are no more. A line that is none is passed on: the go command
// writes some of its own complaints so.
func (r *run) read(from io.Reader) error {
	lines := bufio.NewReader(from)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) == nil {
				r.take(e)
			} else {
				fmt.Fprintf(r.out, "%s", line)
			}
		}
		if errors.Is(err, io.EOF) {
			r.endUnfinished()
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *run) take(e event) {
	switch e.Action {
	case "build-output":
		fmt.Fprint(r.out, e.Output)
	case "output":
		r.text(e.Package, e.Test).WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e)
		} else {
			r.endTest(e)
		}
	}
}

func (r *run) text(pkg, test string) *strings.Builder {
	if r.texts[pkg] == nil {
		r.texts[pkg], r.passed[pkg] = map[string]*strings.Builder{}, map[string]bool{}
	}
	if r.texts[pkg][test] == nil {
		r.texts[pkg][test] = &strings.Builder{}
	}
	return r.texts[pkg][test]
}

func (r *run) endTest(e event) {
	took := time.Duration(e.Elapsed * float64(time.Second))
	r.tests = append(r.tests, timing{strings.TrimPrefix(e.Package, "pointsmall/") + " " + e.Test, took})
	r.text(e.Package, e.Test) // a test that printed nothing is known, too
	r.passed[e.Package][e.Test] = e.Action != "fail"
	switch e.Action {
	case "pass":
		r.succeeded++
	case "fail":
		r.failed++
	case "skip":
		r.skipped++
	}
}

// endPackage prints a package's last line where it passed, and otherwise all that it and the
// tests that did not pass have printed.
func (r *run) endPackage(e event) {
	if took := time.Duration(e.Elapsed * float64(time.Second)); e.Action != "skip" {
		r.packages = append(r.packages, timing{e.Package, took})
	}
	own := r.text(e.Package, "").String()
	if e.Action != "fail" {
		for line := range strings.Lines(own) {
			if strings.HasPrefix(line, "ok ") {
				fmt.Fprint(r.out, line)
			}
		}
	} else {
		r.printFailures(e.Package)
		fmt.Fprint(r.out, own)
	}
	delete(r.texts, e.Package)
	delete(r.passed, e.Package)
}
