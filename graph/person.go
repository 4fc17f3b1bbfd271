package graph

import (
	"context"

	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/media"
	"pointsmall/mall/member"
)

// personChange reads what is to change of a profile.
func personChange(input model.UpdateProfileInput) member.PersonChange {
	c := member.PersonChange{DisplayName: input.DisplayName, Birthday: input.Birthday}
	if gender, sent := input.Gender.ValueOK(); sent {
		c.Gender = &gender
	}
	return c
}

// setAvatar uploads a picture and shows it as the member's, or takes the one that is shown.
func (r *Resolver) setAvatar(ctx context.Context, input model.SetAvatarInput) (*model.MemberPayload, error) {
	actor := mall.ActorOf(ctx)
	var picture *mall.PictureID
	if input.File != nil {
		row, err := r.Media.Upload(ctx, actor, input.File.File)
		if err != nil {
			return changedMember(ctx, nil, err)
		}
		picture = &row.ID
	}
	m, err := r.Members.SetAvatar(ctx, actor.MemberID, picture, r.Media)
	if isNotFound(err) {
		err = at(err, "file")
	}
	return changedMember(ctx, m, err)
}

// avatarOf is the picture that shows a member; nil: none.
func avatarOf(ctx context.Context, id *mall.PictureID) (*mall.Image, error) {
	if id == nil {
		return nil, nil
	}
	row, err := loader.From(ctx).Avatars().Load(ctx, *id)
	if row == nil || err != nil {
		return nil, err
	}
	shown := media.ImageOf(row)
	return &shown, nil
}

// memberCard draws the signed-in member's card.
func (r *Resolver) memberCard(ctx context.Context) (*model.MemberCard, error) {
	card, err := r.Members.CardOf(ctx, mall.ActorOf(ctx).MemberID, r.Vault)
	if err != nil {
		return nil, err
	}
	shown := &model.MemberCard{Code: card.Code, Number: card.Number, ExpiresAt: card.ExpiresAt}
	if shown.QRSVG, err = member.QR(card.Code); err != nil {
		return nil, err
	}
	shown.Code128Svg, err = member.Code128(card.Code)
	return shown, err
}

// cardHolder is whose card shows a code; nil: none does.
func (r *Resolver) cardHolder(ctx context.Context, code string) (*model.CardHolder, error) {
	m, err := orNil(r.Members.ByCard(ctx, code, r.Vault))
	if m == nil || err != nil {
		return nil, err
	}
	tier, err := loader.From(ctx).Tiers().Load(ctx, m.TierID)
	return &model.CardHolder{MemberRef: text(m.ExternalRef), DisplayName: m.DisplayName, Tier: tier}, err
}

// freeze freezes a member, whose sessions are looked at anew.
func (r *Resolver) freeze(ctx context.Context, input model.FreezeMemberInput) (*model.MemberPayload, error) {
	id, ok := input.MemberID.Member()
	if !ok {
		return changedMember(ctx, nil, member.NotFound().At("memberId"))
	}
	m, err := r.Members.Freeze(ctx, mall.ActorOf(ctx), id, input.Version, input.Reason)
	if isNotFound(err) {
		err = at(err, "memberId")
	}
	r.Access.LookAnew()
	return changedMember(ctx, m, err)
}

// mayReceive refuses gifts to who may have none, at toMemberId.
func (r *Resolver) mayReceive(ctx context.Context, id mall.MemberID) error {
	return at(r.Members.MayReceive(ctx, id, r.Settings.Current().Members.AdultAge, r.Zone), "toMemberId")
}
