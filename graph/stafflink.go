package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall/staff"
)

// invitationOf reads whom to invite.
func invitationOf(input model.InviteStaffInput) staff.Invitation {
	return staff.Invitation{Name: input.Name, Login: input.Login, Roles: input.Roles, Permissions: input.Permissions}
}

// staffInvitationPayload answers with an invitation, and with its token where it was made and is not
// mailed.
func staffInvitationPayload(ctx context.Context, token string, mailed bool, row *ent.StaffLink, err error) (*model.StaffInvitationPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.StaffInvitationPayload{UserErrors: refusals}, err
	}
	return &model.StaffInvitationPayload{Token: unlessZero(token), Mailed: mailed, Invitation: row, UserErrors: []model.UserError{}}, nil
}

// staffResetPayload answers with the token of a link to another password.
func staffResetPayload(ctx context.Context, token string, row *ent.StaffLink, err error) (*model.StaffPasswordResetPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.StaffPasswordResetPayload{UserErrors: refusals}, err
	}
	return &model.StaffPasswordResetPayload{Token: unlessZero(token), Mailed: token == "", ExpiresAt: &row.ExpiresAt, UserErrors: []model.UserError{}}, nil
}

// resetStaffPasswordPayload answers with what to sign in with.
func resetStaffPasswordPayload(ctx context.Context, user *ent.Staff, err error) (*model.ResetStaffPasswordPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.ResetStaffPasswordPayload{UserErrors: refusals}, err
	}
	return &model.ResetStaffPasswordPayload{Login: &user.Login, UserErrors: []model.UserError{}}, nil
}
