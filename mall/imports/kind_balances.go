package imports

import (
	"context"
	"strconv"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// balancesKind posts what members had in another system, a lot a row.
var balancesKind = &kindOf{
	most: 500, again: true,
	layout: layout{
		{MemberColumn, []string{"member", "ref", "externalRef", "会员号", "会员编号", "卡号"}, true},
		{PointsColumn, []string{"points", "balance", "积分", "积分余额"}, true},
		{ExpiresColumn, []string{"expires", "expiresAt", "到期日", "有效期至"}, false},
		{EarnedColumn, []string{"earned", "earnedAt", "获得日期"}, false},
		{CurrencyColumn, []string{"currency", "积分种类"}, false},
		{KeyColumn, []string{"key", "id", "流水号"}, false},
	},
	read: readBalance,
	add:  addBalances,
	undo: takeBackBalances,
}

// balance is a row of balances.
type balance struct {
	ref     string
	opening ledger.Opening
}

func readBalance(w *work, get func(Column) string) (any, string, *mall.Text) {
	b := balance{opening: ledger.Opening{Actor: w.actor, Currency: w.points, Import: w.id}}
	var f fault
	if b.ref, f = memberName(get(MemberColumn)); f != (fault{}) {
		return nil, "", nameIn(b.ref, maxMember)
	}
	points, why := wholeIn(get(PointsColumn), w, mall.Text{EN: "points", ZH: "积分"}, 1, int64(mall.MaxPoints))
	if why != nil {
		return nil, "", why
	}
	b.opening.Points = mall.Points(points)
	if s := get(CurrencyColumn); s != "" {
		b.opening.Currency = mall.PointsCurrency(strings.ToUpper(s))
	}
	if s := get(ExpiresColumn); s != "" {
		at, why := dayIn(s, w)
		if why != nil {
			return nil, "", why
		}
		b.opening.ExpiresAt = new(mall.StartOfDay(mall.DateOf(at, w.zone).AddDays(1), w.zone)) // the day itself is the last one
	}
	if s := get(EarnedColumn); s != "" {
		if b.opening.EarnedAt, why = dayIn(s, w); why != nil {
			return nil, "", why
		}
		if b.opening.EarnedAt.After(w.now) {
			return nil, "", textf("points were not earned on a day to come", "获得日期晚于当前时间")
		}
	}
	return b, b.key(get(KeyColumn)), nil
}

// key is by what a lot is the same one: the file's own key, or all that the file says of it.
func (b balance) key(own string) string {
	if own != "" {
		return "key " + own
	}
	expires := ""
	if b.opening.ExpiresAt != nil {
		expires = b.opening.ExpiresAt.UTC().Format(time.RFC3339)
	}
	return strings.Join([]string{b.ref, string(b.opening.Currency), strconv.FormatInt(int64(b.opening.Points), 10), expires, b.opening.EarnedAt.UTC().Format(time.RFC3339)}, "|")
}

func addBalances(ctx context.Context, tx *store.Tx, w *work, items []*item) error {
	refs := make([]string, len(items))
	for i, one := range items {
		refs[i] = one.what.(balance).ref //nolint:forcetypeassert // read made it
	}
	members, err := member.ByRef(ctx, tx, refs)
	if err != nil {
		return err
	}
	keys := keysOf(w, items)
	var openings []ledger.Opening
	var posted []*item
	for _, one := range items {
		b := one.what.(balance) //nolint:forcetypeassert // read made it
		id, ok := members[b.ref]
		if !ok {
			one.reject("there is no member %q: import the members first", "会员 %q 不存在，请先导入会员", b.ref)
			continue
		}
		b.opening.Member = id
		one.what = b
	}
	if err := keys.find(ctx, tx); err != nil {
		return err
	}
	for _, one := range items {
		switch {
		case one.why != nil:
		case keys.there(one):
			one.there = true
		default:
			openings, posted = append(openings, one.what.(balance).opening), append(posted, one) //nolint:forcetypeassert // read made it
		}
	}
	outcomes, err := w.s.parts.Ledger.OpenBalances(ctx, tx, openings)
	if err != nil {
		return err
	}
	for i, out := range outcomes {
		if err := posted[i].settle(out.Err); err != nil {
			return err
		}
		if out.Err == nil {
			keys.note(posted[i], idCell(out.Answer.ID), out.Answer.ID.String())
		}
	}
	return keys.save(ctx, tx)
}

// takeBackBalances reverses opening balances of which nothing was used.
func takeBackBalances(ctx context.Context, tx *store.Tx, w *work, made []mall.ImportMade) (map[int]mall.Text, error) {
	kept := map[int]mall.Text{}
	ids := make([]mall.EntryID, len(made))
	for i, m := range made {
		ids[i], _ = mall.AnyID(m.ID).Entry()
	}
	entries, err := tx.Ent().Entry.Query().Where(entry.IDIn(ids...)).All(ctx)
	if err != nil {
		return nil, err
	}
	owners, err := ledger.MembersOf(ctx, tx, accountsOf(entries))
	if err != nil {
		return nil, err
	}
	byID := make(map[mall.EntryID]*ent.Entry, len(entries))
	for _, e := range entries {
		byID[e.ID] = e
	}
	var asked []ledger.Reopening
	var at []int
	for i, id := range ids {
		if e := byID[id]; e != nil {
			asked = append(asked, ledger.Reopening{Actor: w.actor, Member: owners[e.AccountID], Currency: e.Currency, Entry: id, Import: w.id})
			at = append(at, i)
		}
	}
	outcomes, err := w.s.parts.Ledger.TakeBackBalances(ctx, tx, asked)
	if err != nil {
		return nil, err
	}
	if err := keepRefused(kept, at, outcomes); err != nil {
		return nil, err
	}
	return kept, forgetKeys(ctx, tx, made, kept)
}

func accountsOf(entries []*ent.Entry) []mall.AccountID {
	ids := make([]mall.AccountID, len(entries))
	for i, e := range entries {
		ids[i] = e.AccountID
	}
	return ids
}
