package main

import (
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far long work is, on a terminal only.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(total int, title string) progress {
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		return progress{progressbar.DefaultSilent(int64(total))}
	}
	return progress{progressbar.NewOptions(total,
		progressbar.OptionSetDescription(title), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionShowCount(),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true))}
}

func (p progress) add(n int) { _ = p.bar.Add(n) } // it can only fail to draw

func (p progress) finish() { _ = p.bar.Finish() }
