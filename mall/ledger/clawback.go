package ledger

import "pointsmall/mall"

// Claim is what a return takes back of the points that a purchase was granted.
type Claim struct {
	// Lots are those of the grant, as they were stored with it.
	Lots []mall.LotID
	// Granted is what the purchase earned in all, points that paid a debt included.
	Granted mall.Points
	// Own and Other are what earlier returns of the purchase took from the grant's
	// lots and from elsewhere, debt included.
	Own, Other mall.Points
	// Points is what is due now.
	Points mall.Points
	// Explain says to the member what was taken, in place of the cause's reason; nil: the cause's reason is said.
	Explain func(Taken) mall.Text
}

// Taken is what a clawback took.
type Taken struct {
	Entry mall.EntryID
	// Own came from the grant's lots, Other from other lots, Debt is owed from now on.
	Own, Other, Debt mall.Points
}

// Points is all that was taken.
func (t Taken) Points() mall.Points { return t.Own + t.Other + t.Debt }

// Clawback takes back points of a returned purchase: from its lots that are pending,
// then from its others, then, as far as the policy goes, from the member's other lots
// in spend order, and then makes the rest a debt. Points of the purchase that have
// expired count as taken: the member never had any use of them, and whether their
// expiry was posted makes no difference. The book must hold the grant's lots (see
// Fetch), and as many points as are claimed (see Cover). Without anything to take it posts nothing.
func (a *Account) Clawback(claim Claim, policy mall.ClawbackPolicy, cause Cause) Taken {
	var t Taken
	var c change
	left := claim.Points
	own := a.ownLots(claim.Lots)
	for _, pending := range []bool{true, false} {
		if !pending && policy == mall.ClawbackPendingOnly {
			break
		}
		for _, l := range own {
			if l.pending(a.book.now) != pending || l.expired(a.book.now) {
				continue
			}
			if part := min(l.remaining-l.held, left); part > 0 {
				c.allocations = append(c.allocations, l.add(-part))
				t.Own += part
				left -= part
			}
		}
	}
	if policy != mall.ClawbackPendingOnly {
		used := claim.used(own) - t.Own
		left = min(left, max(used, 0))
		t.Other = min(left, a.Available()) // what an older debt is set off against stays there
		if taken, ok := burn(a.lots, t.Other, a.book.now); ok {
			c.allocations = append(c.allocations, taken...)
			left -= t.Other
		}
		if policy != mall.ClawbackWithinBalance {
			t.Debt = left
			c.debt = left
		}
	}
	if t.Points() == 0 {
		return t
	}
	if claim.Explain != nil {
		reason := claim.Explain(t)
		cause.Reason = &reason
	}
	c.delta = -t.Points()
	t.Entry = a.post(mall.EntryClawback, c, cause)
	return t
}

func (a *Account) ownLots(ids []mall.LotID) []*lot {
	var own []*lot
	for _, id := range ids {
		if l := a.lot(id); l != nil {
			own = append(own, l)
		}
	}
	return own
}

// used is what the member has spent or reserved of the grant, what a debt took of it,
// and what this return has taken from its lots just now.
func (c Claim) used(own []*lot) mall.Points {
	rest := c.Granted - c.Own - c.Other
	for _, l := range own {
		rest -= l.lapsed + l.remaining - l.held
	}
	return rest
}
