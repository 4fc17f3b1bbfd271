// Package sale is the campaign that sells goods at a part of their points for a time, with limits
// for members, and on demand with a waiting room. What is always true:
//
//   - A SKU is in one sale at most that is scheduled, running or paused. Its terms stand with the
//     SKU (mall.SaleTerms), so that every door knows them without another query.
//   - A sale begins and ends by the clock, at once on every server, whether or not a job has
//     written that down.
//   - What it sells is set apart at the start, out of the stock that can be had otherwise, or it
//     is a mere ceiling. What is left comes back at the end.
//   - With a waiting room no door sells the SKU to who is not admitted.
//
// It owns sale_goods, and moves what packages catalog (a SKU's sale) and waiting (the queue) own.
// How a sale prices an exchange or an order is in catalog.Offer.Bargain.
package sale
