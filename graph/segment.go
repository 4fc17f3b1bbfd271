package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/insight/segment"
)

// saveSegment makes a segment, or changes one.
func (r *Resolver) saveSegment(ctx context.Context, input model.SaveMemberSegmentInput) (*model.MemberSegmentPayload, error) {
	var id mall.SegmentID
	if (input.SegmentID == nil) != (input.Version == nil) {
		return segmentPayload(ctx, nil, mall.Errorf(mall.CodeInvalidInput, "give segmentId and version together, to change a segment, or neither, to make one", "修改分群须同时提供 segmentId 与 version；新建则都不提供").At("version"))
	}
	if input.SegmentID != nil {
		var ok bool
		if id, ok = input.SegmentID.Segment(); !ok {
			return segmentPayload(ctx, nil, segment.NotFound())
		}
	}
	row, err := r.Segments.Save(ctx, mall.ActorOf(ctx), id, input.Version, input.Name, input.Condition)
	return segmentPayload(ctx, row, err)
}

// segmentPayload answers with a segment as it is now.
func segmentPayload(ctx context.Context, row *ent.Segment, err error) (*model.MemberSegmentPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.MemberSegmentPayload{UserErrors: refusals}, err
	}
	return &model.MemberSegmentPayload{Segment: row, UserErrors: []model.UserError{}}, nil
}
