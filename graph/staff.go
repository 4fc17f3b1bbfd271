package graph

import (
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/staff"
)

// roleNames are the names of roles, in their order.
func roleNames(ctx context.Context, ids []mall.StaffRoleID) ([]string, error) {
	names := []string{}
	if len(ids) == 0 {
		return names, nil
	}
	roles, err := loader.From(ctx).StaffRoles().Load(ctx, "")
	for _, id := range ids {
		if r := roles[id]; r != nil {
			names = append(names, r.Name)
		}
	}
	return names, err
}

// rolesOf are the named sets of permissions that a staff user has.
func rolesOf(ctx context.Context, user *ent.Staff) ([]string, error) {
	names, err := roleNames(ctx, user.RoleIds)
	if slices.Contains(user.Permissions, mall.PermissionAll) {
		names = slices.Concat([]string{staff.OwnerRole}, names)
	}
	return names, err
}

// permissionsOf are what a staff user may do, by roles and by themselves.
func permissionsOf(ctx context.Context, user *ent.Staff) ([]mall.Permission, error) {
	if len(user.RoleIds) == 0 {
		return staff.Effective(user, nil), nil
	}
	roles, err := loader.From(ctx).StaffRoles().Load(ctx, "")
	return staff.Effective(user, roles), err
}

// userChangeOf reads what is to change of a user.
func userChangeOf(input model.UpdateStaffUserInput) staff.Change {
	c := staff.Change{Name: input.Name, Disabled: input.Disabled}
	if input.Roles != nil {
		c.Roles = &input.Roles
	}
	if input.Permissions != nil {
		c.Permissions = &input.Permissions
	}
	return c
}

// staffUserPayload answers with a user as they are now.
func staffUserPayload(ctx context.Context, row *ent.Staff, err error) (*model.StaffUserPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.StaffUserPayload{UserErrors: refusals}, err
	}
	renewUser(ctx, row)
	return &model.StaffUserPayload{User: row, UserErrors: []model.UserError{}}, nil
}

// renewUser has read anew what an earlier mutation of the request may have read of a user.
func renewUser(ctx context.Context, user *ent.Staff) {
	loaders := loader.From(ctx)
	loaders.StaffRoles().Renew("")
	loaders.Sessions().Renew(user.ID)
	loaders.RecoveryCodes().Renew(user.ID)
	loaders.Passkeys().Renew(user.ID)
}

// staffPage reads a page of the users that a search finds, newest first.
func (r *Resolver) staffPage(ctx context.Context, search string, args page.Args) (*model.StaffUserConnection, error) {
	if len(search) > maxSearch {
		return nil, mall.Errorf(mall.CodeInvalidInput, "search is longer than %d bytes", "搜索词超过 %d 字节", maxSearch).At("search")
	}
	c, err := page.List[ent.Staff, mall.StaffID]{
		Text:  func(u *ent.Staff) string { return u.ID.String() },
		Place: page.ByID(mall.AnyID.Staff),
		Read: func(ctx context.Context, part page.Part[mall.StaffID]) ([]*ent.Staff, error) {
			return r.Staff.Page(ctx, staff.Page{
				Search: search,
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return r.Staff.Count(ctx, search) },
	}.Page(ctx, args)
	if err != nil {
		return nil, err
	}
	ids := make([]mall.StaffID, len(c.Nodes))
	for i, u := range c.Nodes {
		ids[i] = u.ID
	}
	loaders := loader.From(ctx)
	loaders.Sessions().Expect(ids)
	loaders.RecoveryCodes().Expect(ids)
	loaders.Passkeys().Expect(ids)
	return c, nil
}
