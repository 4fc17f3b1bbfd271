package imports

import (
	"context"
	"slices"
	"strings"

	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// membersKind adds members who do not sign in yet. A reference that a member has already is there:
// what the mall knows of its members, no file changes.
var membersKind = &kindOf{
	most: 1000,
	layout: layout{
		{RefColumn, []string{"ref", "externalRef", "member", "会员号", "会员编号", "卡号"}, true},
		{NameColumn, []string{"name", "displayName", "姓名", "会员名称", "昵称"}, false},
		{TagsColumn, []string{"tags", "标签"}, false},
		{TierColumn, []string{"tier", "等级", "会员等级"}, false},
		{SinceColumn, []string{"since", "joined", "createdAt", "入会时间", "注册时间"}, false},
	},
	read: readMember,
	add:  addImportedMembers,
	undo: removeMembers,
}

func readMember(w *work, get func(Column) string) (any, string, *mall.Text) {
	ref, f := memberName(get(RefColumn))
	if f != (fault{}) {
		return nil, "", nameIn(ref, maxMember)
	}
	m := member.NewMember{ID: mall.NewMemberID(), ExternalRef: ref, DisplayName: get(NameColumn), Tags: partsOf(get(TagsColumn)), Tier: strings.ToLower(get(TierColumn))}
	if m.DisplayName == "" {
		m.DisplayName = displayName(ref)
	}
	if len(m.DisplayName) > 128 || strings.ContainsFunc(m.DisplayName, invisible) {
		return nil, ref, textf("a name has at most 128 bytes, all of which can be seen", "姓名最多 128 字节，且不含不可见字符")
	}
	if why := member.CheckTags(m.Tags); why != nil {
		return nil, ref, &why.Text
	}
	if s := get(SinceColumn); s != "" {
		at, why := dayIn(s, w)
		if why != nil {
			return nil, ref, why
		}
		if at.After(w.now) {
			return nil, ref, textf("nobody is a member since a day to come", "入会时间晚于当前时间")
		}
		m.Since = at
	}
	return m, ref, nil
}

func addImportedMembers(ctx context.Context, tx *store.Tx, w *work, items []*item) error {
	tiers, err := w.s.parts.Tiers(ctx, tx, tiersOf(items))
	if err != nil {
		return err
	}
	var members []member.NewMember
	byID := map[mall.MemberID]*item{}
	for _, one := range items {
		m := one.what.(member.NewMember) //nolint:forcetypeassert // read made it
		if m.Tier != "" && !tiers[m.Tier] {
			one.reject("there is no tier %q", "等级 %q 不存在", m.Tier)
			continue
		}
		members = append(members, m)
		byID[m.ID], one.there = one, true
	}
	// In one order for all imports: then no two of them wait for each other in a circle.
	slices.SortFunc(members, func(a, b member.NewMember) int { return strings.Compare(a.ExternalRef, b.ExternalRef) })
	fresh, err := member.AddImported(ctx, tx, members, w.now)
	if err != nil {
		return err
	}
	for _, id := range fresh {
		byID[id].there = false
		byID[id].make(id.String(), "")
	}
	var batch store.Batch
	ledger.OpenAccounts(&batch, fresh, w.now)
	return batch.Exec(ctx, tx)
}

func tiersOf(items []*item) (codes []string) {
	for _, one := range items {
		if m := one.what.(member.NewMember); m.Tier != "" && !slices.Contains(codes, m.Tier) { //nolint:forcetypeassert // read made it
			codes = append(codes, m.Tier)
		}
	}
	return codes
}

// removeMembers removes members with whom nothing has happened yet.
func removeMembers(ctx context.Context, tx *store.Tx, _ *work, made []mall.ImportMade) (map[int]mall.Text, error) {
	kept := map[int]mall.Text{}
	ids := make([]mall.MemberID, 0, len(made))
	at := map[mall.MemberID]int{}
	for i, m := range made {
		if id, ok := mall.AnyID(m.ID).Member(); ok {
			at[id] = i
			ids = append(ids, id)
		}
	}
	empty, err := ledger.LockEmpty(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	known, err := member.Removable(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	used, err := referring(ctx, tx, memberReferences, ids)
	if err != nil {
		return nil, err
	}
	var going []mall.MemberID
	for _, id := range ids {
		signsIn, there := known[id]
		switch {
		case !there: // somebody has removed the member before
		case signsIn:
			kept[at[id]] = mall.Textf("the member signs in by now", "该会员已可登录")
		case !empty[id]:
			kept[at[id]] = mall.Textf("the member has points entries", "该会员已有积分明细")
		case used[id] != "":
			kept[at[id]] = mall.Textf("the member has records by now: %s", "该会员已有关联数据：%s", used[id])
		default:
			going = append(going, id)
		}
	}
	if err := ledger.CloseAccounts(ctx, tx, going); err != nil {
		return nil, err
	}
	return kept, member.Remove(ctx, tx, going)
}
