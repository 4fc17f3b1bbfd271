// Package budget keeps how many points the rules of a campaign give together at most. What is
// always true:
//
//   - What is left over, and what is left of the slices, is the budget less what rules gave.
//   - No more is given than the budget, to the point, however many servers there are.
//
// A group of events spends from a slice that nobody else has locked, so that groups do not wait
// for each other: only who finds no slice locks the budget and cuts another. Where a slice is too
// small for what a group would give, the group is run again with the budget and all slices locked,
// and so the last points are given one by one. What lies in slices that rest goes back by a job.
//
// It owns budgets and budget_slices. Which rules a budget is for is in their caps (rule.Cap.Budget).
// What was given stays given: points that are taken back with returned goods do not come back.
package budget
