package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/staff"
	"pointsmall/mall/wiring"
)

type staffCmd struct {
	Add         staffAddCmd         `cmd:"" help:"Add a staff user. The password comes from standard input, or is asked for."`
	List        staffListCmd        `cmd:"" help:"List the staff users."`
	Disable     staffDisableCmd     `cmd:"" help:"Keep a user from acting: their tokens end on every server."`
	Enable      staffEnableCmd      `cmd:"" help:"Let a disabled user sign in again."`
	Password    staffPasswordCmd    `cmd:"" help:"Give a user another password, and end their sessions."`
	Permissions staffPermissionsCmd `cmd:"" help:"Replace what a user may do without a role, at once."`
	TwoFactor   staffTwoFactorCmd   `cmd:"" name:"two-factor" help:"Look after second factors."`
}

type staffAddCmd struct {
	Name       string            `arg:"" help:"The user's name, unique among staff."`
	Login      string            `help:"What the user signs in with, such as an e-mail address." required:""`
	Permission []mall.Permission `help:"What the user may do: ALL, EARN, POINTS, ORDERS, MEMBERS, CATALOG, CATALOG_READ, CATALOG_WRITE, RULES, PARTNERS, POLICY, CAMPAIGNS, FINANCE, STAFF or AUDIT_READ; may be repeated." placeholder:"P"`
}

// Run adds a user.
func (cmd *staffAddCmd) Run(ctx context.Context, c *cli) error {
	password, err := readPassword(cmd.Name)
	if err != nil {
		return err
	}
	return c.withServices(ctx, func(services *wiring.Services) error {
		user, err := services.Access.AddStaff(ctx, access.NewStaff{Name: cmd.Name, Login: cmd.Login, Password: password, Permissions: cmd.Permission})
		if err != nil {
			return err
		}
		fmt.Printf("%s signs in as %s, permissions: %s\n", user.Name, user.Login, permissionsText(user.Permissions))
		return nil
	})
}

type staffListCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// staffUser is a user as list prints it.
type staffUser struct {
	Name  string `json:"name"`
	Login string `json:"login"`
	// Permissions are those by roles, too.
	Permissions []mall.Permission `json:"permissions"`
	Roles       []string          `json:"roles"`
	TwoFactor   bool              `json:"twoFactor"`
	// DisabledAt is null for a user who may act.
	DisabledAt *time.Time `json:"disabledAt"`
}

// Run prints a line a user.
func (cmd *staffListCmd) Run(ctx context.Context, c *cli) error {
	return c.reading(ctx, func(services *wiring.Services) error {
		rows, err := services.Staff.List(ctx)
		if err != nil {
			return err
		}
		roles, err := services.Staff.RolesByID(ctx)
		if err != nil {
			return err
		}
		users := make([]staffUser, len(rows))
		for i, u := range rows {
			users[i] = staffUser{u.Name, u.Login, staff.Effective(u, roles), []string{}, staff.HasSecondFactor(u), u.DisabledAt}
			for _, id := range u.RoleIds {
				users[i].Roles = append(users[i].Roles, roles[id].Name)
			}
		}
		if cmd.JSON {
			encoder := json.NewEncoder(os.Stdout)
			encoder.SetIndent("", "  ")
			return encoder.Encode(users)
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, u := range users {
			state := ""
			if u.DisabledAt != nil {
				state = "disabled " + u.DisabledAt.UTC().Format(time.RFC3339)
			}
			_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Name, u.Login, permissionsText(u.Permissions), state)
		}
		return w.Flush()
	})
}

type staffDisableCmd struct {
	Name string `arg:"" help:"The user's name."`
}

// Run disables a user.
func (cmd *staffDisableCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) error {
		if err := services.Access.DisableStaff(ctx, cmd.Name); err != nil {
			return err
		}
		fmt.Printf("%s is disabled: their tokens are good no longer\n", cmd.Name)
		return nil
	})
}

type staffEnableCmd struct {
	Name string `arg:"" help:"The user's name."`
}

// Run enables a user.
func (cmd *staffEnableCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) error {
		if err := services.Access.EnableStaff(ctx, cmd.Name); err != nil {
			return err
		}
		fmt.Printf("%s may sign in again\n", cmd.Name)
		return nil
	})
}

type staffPasswordCmd struct {
	Name string `arg:"" help:"The user's name."`
}

// Run sets a password.
func (cmd *staffPasswordCmd) Run(ctx context.Context, c *cli) error {
	password, err := readPassword(cmd.Name)
	if err != nil {
		return err
	}
	return c.withServices(ctx, func(services *wiring.Services) error {
		if err := services.Access.SetStaffPassword(ctx, cmd.Name, password); err != nil {
			return err
		}
		fmt.Printf("%s has another password, and is signed out everywhere\n", cmd.Name)
		return nil
	})
}

type staffPermissionsCmd struct {
	Name       string            `arg:"" help:"The user's name."`
	Permission []mall.Permission `help:"All that the user may do from now on; may be repeated. None: nothing." placeholder:"P"`
}

// Run sets permissions.
func (cmd *staffPermissionsCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) error {
		if err := services.Access.SetStaffPermissions(ctx, cmd.Name, cmd.Permission); err != nil {
			return err
		}
		fmt.Printf("%s has the permissions: %s\n", cmd.Name, permissionsText(cmd.Permission))
		return nil
	})
}

type staffTwoFactorCmd struct {
	Off staffTwoFactorOffCmd `cmd:"" help:"Take a user's second factor away, whose app and recovery codes are lost, and end their sessions."`
}

type staffTwoFactorOffCmd struct {
	Login string `arg:"" help:"What the user signs in with."`
}

// Run takes a second factor away.
func (cmd *staffTwoFactorOffCmd) Run(ctx context.Context, c *cli) error {
	return c.withServices(ctx, func(services *wiring.Services) error {
		user, err := services.Access.TakeSecondFactorOf(ctx, cmd.Login)
		if err != nil {
			return err
		}
		fmt.Printf("%s signs in by password alone, and is signed out everywhere\n", user.Name)
		return nil
	})
}

func permissionsText(permissions []mall.Permission) string {
	if len(permissions) == 0 {
		return "none"
	}
	words := make([]string, len(permissions))
	for i, p := range permissions {
		words[i] = string(p)
	}
	return strings.Join(words, ", ")
}
