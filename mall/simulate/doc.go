// Package simulate runs rules over events that are stored already, without writing
// anything: to see what a draft would cost before it is activated, and to explain what
// an event earned.
//
// A replay goes over purchases, activities, check-ins, sign-ups, tasks that were done,
// rises in tier and rewarded referrals in the order in which they happened, a page at a
// time. What members did before the period (purchases, money spent, events of each kind,
// points earned by events) is loaded from what is stored; caps start empty at the
// period's begin; a check-in has the place in its row of days that is stored; tiers are
// those that members had when the event happened, tags those that they have now.
//
// Returns take back points by the arithmetic of the real ones, of what the simulated
// rules give for the purchase. They lower the member's history when the goods come back.
// Which tasks were done, who rose and which referral was rewarded is what happened:
// other rules do not change it.
package simulate
