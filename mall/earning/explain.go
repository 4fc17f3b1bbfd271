package earning

import (
	"strings"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

// maxExplained is how many lines of a return an explanation goes through.
const maxExplained = 5

// explain says what a return took back, line by line. It is called when the return's goods
// and money are counted, and its points are not.
func (s *sale) explain(r *ent.PurchaseReturn, taken ledger.Taken) mall.Text {
	if s.why != nil {
		return *s.why
	}
	var en, zh []string
	say := func(t mall.Text) { en, zh = append(en, t.EN), append(zh, t.ZH) }
	if s.anew != nil {
		say(s.anew.explain(s, r))
		s.explainTaken(r, taken, say)
		return mall.Text{EN: s.anew.head.EN + strings.Join(en, "; "), ZH: s.anew.head.ZH + strings.Join(zh, "；")}
	}
	lines, sum := 0, int64(0)
	for i, n := range r.Pieces {
		if n == 0 {
			continue
		}
		text, due := s.line(i, n)
		sum += due
		if lines++; lines <= maxExplained {
			say(text)
		}
	}
	if more := lines - maxExplained; more > 0 {
		say(mall.Textf("%s more", "另有 %d 行", mall.Count(more, "line")))
	}
	switch {
	case r.RefundMinor != nil || sum != int64(r.Due):
		say(s.inAll(r))
	case lines > 1:
		say(mall.Textf("together %d", "合计 %d", r.Due))
	}
	s.explainTaken(r, taken, say)
	head := mall.Textf("Return of purchase %s: ", "消费 %s 退货：", s.row.ExternalRef)
	if r.RefundMinor != nil {
		head = mall.Textf("Refund of purchase %s: ", "消费 %s 退款：", s.row.ExternalRef)
	}
	return mall.Text{EN: head.EN + strings.Join(en, "; "), ZH: head.ZH + strings.Join(zh, "；")}
}

// explainTaken says from where it was taken.
func (s *sale) explainTaken(r *ent.PurchaseReturn, taken ledger.Taken, say func(mall.Text)) {
	if taken.Other > 0 {
		say(mall.Textf("%d of them from other points, as these were used", "其中 %d 已使用，由其他积分抵扣", taken.Other))
	}
	if taken.Debt > 0 {
		say(mall.Textf("%d of them are owed", "其中 %d 记为欠分", taken.Debt))
	}
	if rest := r.Due - taken.Points(); rest > 0 {
		say(mall.Textf("%d are not taken: they have expired, or the mall leaves them", "%d 不收回：已过期或按规则保留", rest))
	}
}

// line is the arithmetic of one line, of which n units come back now, and what is due by it.
func (s *sale) line(i int, n int64) (t mall.Text, due int64) {
	l := s.row.Lines[i]
	share, back, bought := s.points[i], s.goods.Returned(i), s.goods.Units(i)
	before, now := s.goods.Part(share, i, back-n), s.goods.Part(share, i, back)
	floor := mall.Text{}
	if share%bought*back%bought != 0 {
		floor = mall.Textf(", rounded down", "（向下取整）")
	}
	whole := mall.Textf("%s", "%d 件", mall.CountOf(l.Shown(bought), "piece"))
	if l.Measured() {
		whole = mall.Text{EN: l.Shown(bought), ZH: l.Shown(bought)}
	}
	t = mall.Textf("%[1]s, %[2]s of %[8]s returned: %[4]d × %[2]s ÷ %[3]s = %[5]d%[6]s", "%[1]s 已退 %[2]s/%[9]s：%[4]d × %[2]s ÷ %[3]s = %[5]d%[7]s",
		l.Sku, l.Shown(back), l.Shown(bought), share, now, floor.EN, floor.ZH, whole.EN, whole.ZH)
	if before > 0 {
		less := mall.Textf(", less %d before: %d", "，减去此前的 %d：%d", before, now-before)
		t.EN, t.ZH = t.EN+less.EN, t.ZH+less.ZH
	}
	return t, now - before
}

// inAll is the arithmetic where money was given back without goods.
func (s *sale) inAll(r *ent.PurchaseReturn) mall.Text {
	of := func(minor int64) mall.Money { return mall.Money{Minor: minor, Currency: s.row.Currency} }
	return mall.Textf("%s of %s given back so far, with goods or without: %d of %s due, less %d before: %d",
		"累计已退 %s/%s（含退货与仅退款）：应扣 %d/%d 积分，减去此前的 %d，本次 %d", of(s.goods.Repaid()), of(s.row.TotalMinor), s.goods.Owed(s.points), mall.Count(s.row.Points, "point"), s.due, r.Due)
}
