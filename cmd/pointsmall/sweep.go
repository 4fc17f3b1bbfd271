package main

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"pointsmall/mall/job"
	"pointsmall/mall/wiring"
)

// PublicURLFlag says where providers call the mall, which they are told when a job begins a payment.
type PublicURLFlag struct {
	PublicURL string `help:"How callers reach the servers, which payment providers are told." env:"POINTSMALL_PUBLIC_URL" placeholder:"URL"`
}

type workerCmd struct {
	wiring.PaymentSettings `embed:""`
	PublicURLFlag          `embed:""`
}

// Run does background work until it is told to stop.
func (cmd *workerCmd) Run(ctx context.Context, c *cli) error {
	return c.withPayments(ctx, cmd.PaymentSettings, cmd.PublicURL, func(services *wiring.Services) error {
		return following(ctx, services, func() error {
			jobs := services.Jobs()
			slog.Info("working", "jobs", len(jobs), "dialect", string(services.DB.Dialect))
			job.NewRunner(services.DB, services.Clock, jobs).Run(ctx)
			slog.Info("shutting down")
			return nil
		})
	})
}

type sweepCmd struct {
	Only []string `help:"Names of the jobs to do; all when none is named." placeholder:"JOB"`
	List bool     `help:"List the jobs with what is due, and do nothing."`
	Pace bool     `help:"Leave most of the time to callers, as servers do." default:"true" negatable:""`

	wiring.PaymentSettings `embed:""`
	PublicURLFlag          `embed:""`
}

// Run does all background work that is due now.
func (cmd *sweepCmd) Run(ctx context.Context, c *cli) error {
	with := func(ctx context.Context, run func(*wiring.Services) error) error {
		return c.withPayments(ctx, cmd.PaymentSettings, cmd.PublicURL, run)
	}
	if cmd.List {
		with = c.reading
	}
	return with(ctx, func(services *wiring.Services) error {
		jobs, err := cmd.chosen(services.Jobs())
		if err != nil {
			return err
		}
		return following(ctx, services, func() error {
			for _, j := range jobs {
				if err := cmd.do(ctx, j); err != nil {
					return fmt.Errorf("%s: %w", j.Name, err)
				}
			}
			return nil
		})
	})
}

func (cmd *sweepCmd) do(ctx context.Context, j job.Job) error {
	due, err := j.Due(ctx)
	if err != nil {
		return err
	}
	if cmd.List {
		fmt.Printf("%-18s %8d due   %s\n", j.Name, due, j.Says)
		return nil
	}
	began, shown := time.Now(), 0
	bar := newProgress(due, j.Name)
	done, err := j.Run(ctx, cmd.Pace, func(done int) {
		bar.add(done - shown)
		shown = done
	})
	bar.finish()
	fmt.Printf("%s: %d done in %s\n", j.Name, done, time.Since(began).Round(time.Millisecond))
	return err
}

// chosen are the jobs that the command line names.
func (cmd *sweepCmd) chosen(jobs []job.Job) ([]job.Job, error) {
	if len(cmd.Only) == 0 {
		return jobs, nil
	}
	var names []string
	var chosen []job.Job
	for _, j := range jobs {
		names = append(names, j.Name)
		if slices.Contains(cmd.Only, j.Name) {
			chosen = append(chosen, j)
		}
	}
	for _, name := range cmd.Only {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("there is no job %q; there are %s", name, strings.Join(names, ", "))
		}
	}
	return chosen, nil
}
