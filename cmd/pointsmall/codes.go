package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/wiring"
)

type codesCmd struct {
	Make codesMakeCmd `cmd:"" help:"Make a batch of codes and write them to a CSV file, once: only digests are stored."`
	Void codesVoidCmd `cmd:"" help:"Void a batch, or one code: it cannot be redeemed any more."`
}

type (
	codesMakeCmd struct {
		Batch string     `help:"The batch's name: lower-case letters, digits and hyphens." required:"" placeholder:"NAME"`
		Count int        `help:"How many codes, up to 1,000,000." required:""`
		Out   string     `help:"The new file to write to." required:"" placeholder:"FILE"`
		Sku   string     `help:"The goods that the codes are put on."`
		Value string     `help:"A number that rules may count." default:"0"`
		From  *time.Time `help:"From when the codes can be redeemed, such as 2026-12-01T00:00:00+08:00." format:"2006-01-02T15:04:05Z07:00" placeholder:"TIME"`
		Until *time.Time `help:"Until when they can." format:"2006-01-02T15:04:05Z07:00" placeholder:"TIME"`
	}
	codesVoidCmd struct {
		Batch *string `help:"The batch to void." xor:"what" required:"" placeholder:"NAME"`
		Code  *string `help:"The code to void." xor:"what" required:"" placeholder:"CODE"`
	}
)

// Validate refuses names that name nothing.
func (cmd *codesMakeCmd) Validate() error {
	return named(map[string]*string{"--batch": &cmd.Batch, "--out": &cmd.Out})
}

// Run makes the batch. The file must not exist, so that no codes are lost by mistake;
// where something goes wrong it is removed, because none of its codes is good.
func (cmd *codesMakeCmd) Run(ctx context.Context, c *cli) (err error) {
	value, err := mall.ParseDecimal(cmd.Value)
	if err != nil {
		return fmt.Errorf("--value: %w", err)
	}
	return c.withServices(ctx, func(services *wiring.Services) (err error) {
		file, err := os.OpenFile(cmd.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, os.Remove(cmd.Out))
			}
		}()
		defer func() { err = errors.Join(err, file.Close()) }()
		bar := newProgress(cmd.Count, "codes")
		out := bufio.NewWriter(file)
		_, _ = out.WriteString("code\n") // Flush tells of errors
		batch, err := services.Codes.Make(ctx, mall.Actor{Kind: mall.ActorSystem}, scancode.NewBatch{
			Name: cmd.Batch, Count: cmd.Count, Sku: cmd.Sku, Value: value, From: cmd.From, Until: cmd.Until,
		}, func(codes []scancode.Code) error {
			for _, code := range codes {
				_, _ = out.WriteString(code.String() + "\n")
			}
			bar.add(len(codes))
			if err := out.Flush(); err != nil {
				return err
			}
			return ctx.Err()
		})
		bar.finish()
		if err != nil {
			return err
		}
		if err := file.Sync(); err != nil {
			return err
		}
		fmt.Printf("%d codes of batch %s are in %s; they cannot be shown again\n", batch.Count, batch.Name, cmd.Out)
		return nil
	})
}

// Validate refuses a name that names nothing.
func (cmd *codesVoidCmd) Validate() error {
	return named(map[string]*string{"--batch": cmd.Batch, "--code": cmd.Code})
}

// Run voids.
func (cmd *codesVoidCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) error {
		if cmd.Code != nil {
			if err := services.Codes.VoidCode(ctx, *cmd.Code); err != nil {
				return err
			}
			fmt.Println("the code is void: nobody can redeem it any more")
			return nil
		}
		redeemed, err := services.Codes.VoidBatch(ctx, *cmd.Batch)
		if err != nil {
			return err
		}
		fmt.Printf("batch %s is void; %d of its codes were redeemed before\n", *cmd.Batch, redeemed)
		return nil
	})
}
