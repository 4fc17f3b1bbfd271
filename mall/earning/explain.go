package earning

import (
	"strings"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

// maxExplained is how many lines of a return an explanation goes through.
const maxExplained = 5

// explain says what a return took back, line by line. It is called before the return's
// pieces are counted.
func (s *sale) explain(r *ent.PurchaseReturn, due []int64, taken ledger.Taken) mall.Text {
	var en, zh []string
	say := func(t mall.Text) { en, zh = append(en, t.EN), append(zh, t.ZH) }
	lines := 0
	for i, n := range r.Pieces {
		if n == 0 {
			continue
		}
		if lines++; lines <= maxExplained {
			say(s.line(i, n, due[i]))
		}
	}
	if more := lines - maxExplained; more > 0 {
		say(mall.Textf("%d more lines", "另有 %d 行", more))
	}
	if lines > 1 {
		say(mall.Textf("together %d", "合计 %d", r.Due))
	}
	if taken.Other > 0 {
		say(mall.Textf("%d of them from other points, as these were used", "其中 %d 已使用,由其他积分抵扣", taken.Other))
	}
	if taken.Debt > 0 {
		say(mall.Textf("%d of them are owed", "其中 %d 记为欠分", taken.Debt))
	}
	if rest := r.Due - taken.Points(); rest > 0 {
		say(mall.Textf("%d are not taken: they have expired, or the mall leaves them", "%d 不收回:已过期或按规则保留", rest))
	}
	head := mall.Textf("Return of purchase %s: ", "消费 %s 退货:", s.row.ExternalRef)
	return mall.Text{EN: head.EN + strings.Join(en, "; "), ZH: head.ZH + strings.Join(zh, ";")}
}

// line is the arithmetic of one line, of which n pieces come back now.
func (s *sale) line(i int, n, due int64) mall.Text {
	l := s.row.Lines[i]
	back, before := s.goods.Returned(i)+n, s.goods.Part(s.points[i], i)
	floor := mall.Text{}
	if bought := int64(l.Quantity); s.points[i]%bought*back%bought != 0 {
		floor = mall.Textf(", rounded down", "(向下取整)")
	}
	t := mall.Textf("%s, %d of %d pieces returned: %d × %[2]d ÷ %[3]d = %[5]d%[6]s", "%s 已退 %d/%d 件:%d × %[2]d ÷ %[3]d = %[5]d%[7]s",
		l.Sku, back, l.Quantity, s.points[i], due+before, floor.EN, floor.ZH)
	if before > 0 {
		less := mall.Textf(", less %d before: %d", ",减去此前的 %d:%d", before, due)
		t.EN, t.ZH = t.EN+less.EN, t.ZH+less.ZH
	}
	return t
}
