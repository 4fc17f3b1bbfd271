package coupon

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/coupontemplate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// desk is the working set of one group of requests that give coupons.
type desk struct {
	now   time.Time
	zone  *time.Location
	names Names
	wants store.Wants

	templates map[mall.CouponTemplateID]*ent.CouponTemplate
	// got is how many coupons of a template a member has got.
	got     map[getter]int64
	members map[mall.MemberID]bool
	sheet   *Sheet
	wanted  []getter

	issued map[mall.CouponTemplateID]int64 // more
	fresh  []*ent.Coupon
	notes  []*ent.CouponChange
}

// getter is a member who wants coupons of a template.
type getter struct {
	template mall.CouponTemplateID
	member   mall.MemberID
}

func (s *Service) desk() *desk {
	return &desk{now: s.clock(), zone: s.zone, names: s.names, got: map[getter]int64{}, issued: map[mall.CouponTemplateID]int64{}}
}

// want asks for a template and what a member has got of it; a coupon where one is named.
func (d *desk) want(t mall.CouponTemplateID, member *mall.MemberID, coupon *mall.CouponID) {
	if !slices.Contains(d.wants.CouponTemplates, t) {
		d.wants.CouponTemplates = append(d.wants.CouponTemplates, t)
	}
	if member != nil {
		d.wanted = append(d.wanted, getter{t, *member})
	}
	if coupon != nil && !slices.Contains(d.wants.Coupons, *coupon) {
		d.wants.Coupons = append(d.wants.Coupons, *coupon)
	}
}

// Load locks templates, then coupons, and counts what members have got.
func (d *desk) Load(ctx context.Context, tx *store.Tx) (err error) {
	rows, err := lockTemplates(ctx, tx, d.wants.CouponTemplates)
	if err != nil {
		return err
	}
	d.templates = make(map[mall.CouponTemplateID]*ent.CouponTemplate, len(rows))
	for _, t := range rows {
		d.templates[t.ID] = t
	}
	if d.sheet, err = Lock(ctx, tx, d.now, d.wants.Coupons); err != nil {
		return err
	}
	return d.count(ctx, tx)
}

// lockTemplates locks kinds of coupons, in the order of their ids.
func lockTemplates(ctx context.Context, tx *store.Tx, ids []mall.CouponTemplateID) ([]*ent.CouponTemplate, error) {
	query := tx.Ent().CouponTemplate.Query().Where(store.Among(coupontemplate.FieldID, "uuid", ids)).Order(coupontemplate.ByID())
	tx.Locks(store.KindCouponTemplate)
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	rows, err := query.All(ctx)
	for _, t := range rows {
		store.Locked(tx, store.KindCouponTemplate, t.ID)
	}
	return rows, err
}

func (d *desk) count(ctx context.Context, tx *store.Tx) (err error) {
	asked := store.NewRows("of_template uuid", "by_member uuid")
	var members []mall.MemberID
	seen := map[getter]bool{}
	for _, g := range d.wanted {
		if !seen[g] {
			asked.Add(g.template, g.member)
		}
		seen[g] = true
		members = append(members, g.member)
	}
	if d.members, err = d.names.Members(ctx, tx, members); err != nil {
		return err
	}
	return tx.QueryRows(ctx, "select template_id, member_id, count(*) from coupons join {rows} on template_id = of_template and member_id = by_member group by template_id, member_id", asked,
		func(scan func(...any) error) error {
			var g getter
			var n int64
			if err := scan(&g.template, &g.member, &n); err != nil {
				return err
			}
			d.got[g] = n
			return nil
		})
}

// open refuses a template of which nobody gets coupons now.
func (d *desk) open(id mall.CouponTemplateID) (*ent.CouponTemplate, *mall.Error) {
	t := d.templates[id]
	switch {
	case t == nil || t.Status == mall.RuleDraft:
		return nil, noTemplate()
	case t.Status == mall.RuleRetired:
		return nil, mall.Errorf(mall.CodeNotAvailable, "the coupon %[1]s is given no more", "优惠券「%[2]s」已停止发放", t.Name.EN, t.Name.ZH)
	case over(t.EndsAt, d.now):
		return nil, mall.Errorf(mall.CodeExpired, "the coupon %[1]s can be used no more", "优惠券「%[2]s」已过期", t.Name.EN, t.Name.ZH)
	}
	return t, nil
}

// room refuses coupons of which there are no more, or no more for a member.
func (d *desk) room(t *ent.CouponTemplate, n int64, member *mall.MemberID) *mall.Error {
	if t.Total != nil && t.Issued+d.issued[t.ID]+n > *t.Total {
		left := *t.Total - t.Issued - d.issued[t.ID]
		refusal := mall.Errorf(mall.CodeLimitExceeded, "of the coupon %[1]s %[3]d are left", "优惠券「%[2]s」剩余 %[3]d 张", t.Name.EN, t.Name.ZH, left)
		refusal.Figures = mall.Figures{Limit: *t.Total, Left: left}
		return refusal
	}
	return d.mine(t, member)
}

// mine refuses a coupon where a member has got as many as members may.
func (d *desk) mine(t *ent.CouponTemplate, member *mall.MemberID) *mall.Error {
	if member == nil || t.PerMember == nil || d.got[getter{t.ID, *member}] < *t.PerMember {
		return nil
	}
	refusal := mall.Errorf(mall.CodeLimitExceeded, "each member gets at most %[3]s of the kind %[1]s", "每位会员最多可得 %[3]d 张「%[2]s」", t.Name.EN, t.Name.ZH, mall.Count(*t.PerMember, "coupon"))
	refusal.Figures = mall.Figures{Limit: *t.PerMember}
	return refusal
}

// give makes a coupon for a member.
func (d *desk) give(t *ent.CouponTemplate, member mall.MemberID, by mall.Actor) *ent.Coupon {
	from, until := window(t, d.now, d.zone)
	c := &ent.Coupon{ID: mall.NewCouponID(), TemplateID: t.ID, MemberID: &member, Status: mall.CouponAvailable, UsableFrom: &from, EndsAt: until, GivenAt: &d.now, Changes: 1}
	d.add(c, mall.CouponGiven, by)
	d.got[getter{t.ID, member}]++
	return c
}

func (d *desk) add(c *ent.Coupon, kind mall.CouponChangeKind, by mall.Actor) {
	d.issued[c.TemplateID]++
	d.fresh = append(d.fresh, c)
	d.notes = append(d.notes, &ent.CouponChange{CouponID: c.ID, Number: 1, Kind: kind, MemberID: c.MemberID, Actor: by.Ref(), ChangedAt: d.now})
}

// Save adds what was given to the batch.
func (d *desk) Save(_ context.Context, _ *store.Tx, batch *store.Batch) error {
	counts := store.NewRows("id uuid", "more bigint")
	for _, id := range d.wants.CouponTemplates {
		if more := d.issued[id]; more > 0 {
			counts.Add(id, more)
		}
	}
	batch.Add("update coupon_templates set issued = coupon_templates.issued + r.more from {rows} where coupon_templates.id = r.id", counts)
	saveNew(batch, d.fresh)
	d.sheet.changes = append(d.sheet.changes, d.notes...)
	d.sheet.Save(batch)
	return nil
}

// saveNew adds new coupons to the batch.
func saveNew(batch *store.Batch, coupons []*ent.Coupon) {
	rows := store.NewRows("id uuid", "template_id uuid", "member_id uuid", "code_digest text", "status text", "usable_from timestamptz", "ends_at timestamptz", "given_at timestamptz", "changes bigint")
	for _, c := range coupons {
		rows.Add(c.ID, c.TemplateID, c.MemberID, c.CodeDigest, string(c.Status), c.UsableFrom, c.EndsAt, c.GivenAt, c.Changes)
	}
	const columns = "id, template_id, member_id, code_digest, status, usable_from, ends_at, given_at, changes"
	batch.Add("insert into coupons ("+columns+") select "+columns+" from {rows}", rows)
}

func noTemplate() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such coupon", "优惠券不存在")
}
