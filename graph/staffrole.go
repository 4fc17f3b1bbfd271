package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall/staff"
)

// roleChangeOf reads what is to change of a role.
func roleChangeOf(input model.UpdateStaffRoleInput) staff.RoleChange {
	c := staff.RoleChange{Name: input.Name}
	if input.Permissions != nil {
		c.Permissions = &input.Permissions
	}
	return c
}

// staffRolePayload answers with a role as it is now.
func staffRolePayload(ctx context.Context, row *ent.StaffRole, err error) (*model.StaffRolePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.StaffRolePayload{UserErrors: refusals}, err
	}
	loader.From(ctx).StaffRoles().Renew("")
	return &model.StaffRolePayload{Role: row, UserErrors: []model.UserError{}}, nil
}
