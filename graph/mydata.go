package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/graph/scalar"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/member"
)

// download makes an address for the signed-in member's copy.
func (r *Resolver) download(ctx context.Context, input model.DownloadMyDataInput) (*model.DownloadMyDataPayload, error) {
	id, ok := input.ExportID.DataExport()
	if !ok {
		id = mall.DataExportID{} // there is none
	}
	handle, until, err := r.Copies.Handle(ctx, mall.ActorOf(ctx).MemberID, id)
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.DownloadMyDataPayload{UserErrors: refusals}, err
	}
	url := scalar.Absolute(ctx, mall.Path(member.ExportPath+handle))
	return &model.DownloadMyDataPayload{URL: &url, ExpiresAt: &until, UserErrors: []model.UserError{}}, nil
}

// leavingPreview says what leaving would cost.
func (r *Resolver) leavingPreview(ctx context.Context) (*model.LeavingPreview, error) {
	f, err := r.Access.Farewell(ctx, mall.ActorOf(ctx).MemberID)
	if err != nil {
		return nil, err
	}
	shown := &model.LeavingPreview{Points: f.Points(), Lost: make([]*model.LostPoints, len(f.Lost)), Open: make([]string, len(f.Open))}
	for i, l := range f.Lost {
		shown.Lost[i] = &model.LostPoints{Currency: string(l.Currency), Available: l.Available, Pending: l.Pending}
	}
	for i, text := range f.Open {
		shown.Open[i] = text.In(mall.LangOf(ctx))
	}
	return shown, nil
}

// deleteAccount has the signed-in member leave for good.
func (r *Resolver) deleteAccount(ctx context.Context, input model.DeleteMyAccountInput) error {
	leave := access.Leave{Points: input.ExpectedPoints, Code: text(input.Code), Password: text(input.Password)}
	if input.Phone != nil || input.Email != nil {
		c, refusal := mall.ContactOf(input.Phone, input.Email)
		if refusal != nil {
			return refusal
		}
		leave.Contact = &c
	}
	return r.Access.Leave(ctx, mall.ActorOf(ctx), leave)
}
