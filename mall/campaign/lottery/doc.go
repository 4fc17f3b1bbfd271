// Package lottery is the campaign in which each member draws for themselves and knows at
// once. Whoever draws can verify that the mall chose nothing: docs/lottery.md says how, and
// what that does not prove. What is always true:
//
//   - A draw is a function of its period's seed, of the drawer, of the text that the drawer
//     chose, of how many they have drawn, and of the configuration (Roll). Neither the order in
//     which the server serves draws nor the id that it gives them is a part of that.
//   - The hash of the seed is public before the first draw under it, the seed itself after
//     the last one. The seed is stored encrypted (Vault).
//   - Whatever can refuse a draw is looked at before the roll (Stand.Refuses). A roll that was
//     made is stored. So a member's numbers, and those of all draws of a period, have no gap.
//   - From SCHEDULED on the configuration is a stored text that is never made anew.
//   - Pieces of SKUs are out of the stock that can be sold from the start to the end.
//
// The lottery's hot path is Service.Draw, in groups (store.Engine). What draws share is
// locked with their campaign, what one member has of it with the member's account.
//
// It owns lotteries, their prizes, periods, draws, and what members have drawn. Package
// campaign owns what all kinds of campaign have.
package lottery
