package earning

import (
	"context"
	"strings"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/store"
)

// maxReviewNote is the most bytes of a note.
const maxReviewNote = 500

// Review is what staff say about a referral that is in review, or was refused.
type Review struct {
	Actor    mall.Actor
	Referral mall.ReferralID
	Approve  bool
	// Note says why; it may be empty.
	Note string

	about *referral.Referral // as it was when the request came; its members never change
}

// DecideReferral rewards or refuses a referral. The same decision again changes nothing.
// Refusals: INVALID_INPUT (the note, points that the referrer's account cannot hold),
// NOT_FOUND, INVALID_STATE (it was decided otherwise, or does not qualify).
func (s *Service) DecideReferral(ctx context.Context, x Review) (*referral.Referral, error) {
	x.Note = strings.TrimSpace(x.Note)
	err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := referral.Read(ctx, tx, []mall.ReferralID{x.Referral})
		if err == nil && len(found) == 1 {
			x.about = found[0]
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if x.about == nil {
		return nil, mall.Errorf(mall.CodeNotFound, "no such referral", "邀请记录不存在").At("referralId")
	}
	return reviewing.Do(ctx, s.reviews, x)
}

var reviewing = &useCase[Review, *referral.Referral]{
	Check: Review.check, Want: Review.want, Decide: Review.decide,
	Touches: func(x Review, _ *referral.Referral) []store.Row {
		return []store.Row{{Table: "referrals", ID: x.Referral}}
	},
}

func (x Review) check() *mall.Error {
	if len(x.Note) > maxReviewNote {
		return mall.Errorf(mall.CodeInvalidInput, "note must have at most %d bytes", "备注最多 %d 字节", maxReviewNote).At("note")
	}
	return nil
}

func (x Review) want(d *desk) {
	d.wants.reviewed = append(d.wants.reviewed, x.Referral)
	for _, p := range d.rewarding(x.about) {
		d.wants.may(p)
	}
}

func (x Review) decide(d *desk) (*referral.Referral, *mall.Error) {
	r := d.referrals.reviewed[x.Referral]
	becomes := mall.ReferralRefused
	if x.Approve {
		becomes = mall.ReferralRewarded
	}
	switch {
	case r.DecidedBy != nil && r.Status == becomes:
		return r, nil
	case r.Status == mall.ReferralPending:
		return nil, invalidReview(mall.Textf("its invitee has not qualified yet", "被邀请人尚未达标"))
	case r.Status == mall.ReferralRewarded:
		return nil, invalidReview(mall.Textf("the referral was rewarded before", "该邀请已奖励"))
	case x.Approve && r.QualifiedAt == nil:
		return nil, invalidReview(mall.Textf("its invitee does not qualify any more: goods came back", "商品已退，被邀请人不再达标"))
	}
	if !x.Approve {
		r.Reject(x.Actor.StaffID, x.Note, d.now)
		return r, nil
	}
	q := r.By()
	_, before := d.referrals.paid[mall.GrantID(r.ID)]
	subject, again := subjectOf(mall.GrantID(r.ID), before)
	got, refusal := d.award(d.referralOccasion(r, q, subject, again))
	if refusal != nil {
		return nil, refusal.At("referralId")
	}
	r.Approve(got.points, x.Actor.StaffID, x.Note, d.now)
	d.payInvitee(r, q)
	return r, nil
}

func invalidReview(why mall.Text) *mall.Error {
	return (&mall.Error{Code: mall.CodeInvalidState, Text: why}).At("referralId")
}

// readReviewed reads the referrals that staff decide, and what they had earned before. The
// accounts of both sides are locked.
func (d *desk) readReviewed(ctx context.Context, tx *store.Tx) error {
	if len(d.wants.reviewed) == 0 {
		return nil
	}
	found, err := referral.Read(ctx, tx, d.wants.reviewed)
	if err != nil {
		return err
	}
	d.referrals.reviewed = map[mall.ReferralID]*referral.Referral{}
	ids := make([]mall.GrantID, len(found))
	for i, r := range found {
		d.referrals.reviewed[r.ID], ids[i] = r, mall.GrantID(r.ID)
	}
	d.referrals.paid, err = grant.Points(ctx, tx, ids)
	return err
}
