package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/wiring"
)

type lotteryCmd struct {
	Report lotteryReportCmd `cmd:"" help:"Compare what was rolled with the odds: intervals, chi-square, runs, serial correlation, pity."`
}

type lotteryReportCmd struct {
	Slug string `arg:"" help:"The lottery's slug."`
	JSON bool   `help:"Print the report as JSON."`
}

// Run prints a report of all draws whose seed is shown; it fails with exit code 3 when chance
// makes such a report less than once in a thousand times.
func (cmd *lotteryReportCmd) Run(ctx context.Context, c *cli) error {
	published, err := c.published(ctx, cmd.Slug)
	if err != nil {
		return err
	}
	report, err := lottery.Survey(published)
	if err != nil {
		return err
	}
	if cmd.JSON {
		if err := writeJSON(report); err != nil {
			return err
		}
	} else if err := printReport(&report); err != nil {
		return err
	}
	if report.Unlikely() {
		return finding("unlikely: chance makes such rolls less than once in a thousand lotteries")
	}
	return nil
}

func printReport(r *lottery.Report) error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "prize\trolled\texpected\tfrom\tto\tgiven\t")
	for _, p := range r.Prizes {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%.1f\t%.1f\t%.1f\t%d\t\n", p.Key, p.Rolled, p.Expected, p.Low, p.High, p.Given)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Printf("%d draws; chi-square %.2f with %d degrees of freedom; runs %+.2f, serial correlation %+.2f deviations\n", r.Draws, r.ChiSquare, r.Freedom, r.Runs, r.Serial)
	if r.WaitsExpected > 0 {
		fmt.Printf("draws until the pity prize: %.2f on average; %.2f expected where nothing was given out\n", r.Waits, r.WaitsExpected)
	}
	return nil
}

type verifyDrawCmd struct {
	Slug   string `arg:"" help:"The lottery's slug." optional:""`
	File   string `help:"Verify this file instead, as --export wrote it. No database is opened." type:"existingfile" placeholder:"FILE"`
	Draw   string `help:"A draw's id, to show how its roll comes about." placeholder:"ID"`
	Export bool   `help:"Print what the lottery publishes as JSON, for other verifiers."`
	JSON   bool   `help:"Print what was found as JSON."`
}

// Validate asks for one lottery.
func (cmd *verifyDrawCmd) Validate() error {
	if (cmd.Slug == "") == (cmd.File == "") {
		return fmt.Errorf("name a lottery by its slug, or a file by --file")
	}
	return nil
}

// Run repeats every draw whose seed is shown; it fails with exit code 3 when one is not as
// it was promised.
func (cmd *verifyDrawCmd) Run(ctx context.Context, c *cli) error {
	published, err := cmd.read(ctx, c)
	if err != nil {
		return err
	}
	if cmd.Export {
		return writeJSON(published)
	}
	faults, err := lottery.Verify(published, nil)
	if err != nil {
		return err
	}
	if cmd.JSON {
		if faults == nil {
			faults = []lottery.Fault{}
		}
		if err := writeJSON(faults); err != nil {
			return err
		}
	}
	draws := 0
	for _, p := range published.Periods {
		draws += len(p.Draws)
		cmd.explain(&p)
	}
	if !cmd.JSON {
		for _, f := range faults {
			fmt.Printf("period %d, draw %d, %s: %s\n", f.Period, f.Sequence, f.Check, f.Detail)
		}
	}
	if len(faults) > 0 {
		return finding(fmt.Sprintf("not as promised: %d faults in %d draws", len(faults), draws))
	}
	if !cmd.JSON {
		fmt.Printf("as promised: %d draws of %d closed periods\n", draws, len(published.Periods))
	}
	return nil
}

func (cmd *verifyDrawCmd) read(ctx context.Context, c *cli) (published lottery.Published, err error) {
	if cmd.File == "" {
		return c.published(ctx, cmd.Slug)
	}
	text, err := os.ReadFile(cmd.File)
	if err != nil {
		return published, err
	}
	return published, json.Unmarshal(text, &published)
}

// explain shows how the roll of the draw that was asked for comes about.
func (cmd *verifyDrawCmd) explain(p *lottery.PublishedPeriod) {
	for _, d := range p.Draws {
		if d.ID == cmd.Draw && cmd.Draw != "" {
			fmt.Printf("server seed   %s\nits SHA-256   %s\nclient seed   %s\ndrawer        %s\nnonce         %d\nconfiguration %s\nroll          %d: %s\nprize         %s (%s)\n",
				p.ServerSeed, p.ServerSeedHash, d.ClientSeed, d.Drawer, d.Nonce, d.ConfigHash, d.Roll, d.RolledPrize, d.Prize, d.Outcome)
		}
	}
}

// published is what the lottery with a slug publishes.
func (c *cli) published(ctx context.Context, slug string) (published lottery.Published, err error) {
	err = c.withServices(ctx, func(services *wiring.Services) error {
		found, err := services.Campaigns.List(ctx, mall.Actor{}, campaign.Filter{Slug: &slug}, campaign.Page{Limit: 1})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return campaign.NotFound()
		}
		published, err = services.Lotteries.Publish(ctx, found[0].ID)
		return err
	})
	return published, err
}

func writeJSON(v any) error {
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
