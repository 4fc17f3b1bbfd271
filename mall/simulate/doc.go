// Package simulate runs rules over events that are stored already, without writing
// anything: to see what a draft would cost before it is activated, and to explain what
// an event earned.
//
// A replay goes over purchases, activities and check-ins in the order in which they
// happened, a page at a time. What members did before the period (purchases, money
// spent, events of each kind, points earned by events) is loaded from what is stored;
// caps start empty at the period's begin; a check-in has the place in its row of days
// that is stored; tiers and tags are those that members have now.
package simulate
