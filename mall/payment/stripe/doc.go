// Package stripe is the provider STRIPE: cards, and Apple Pay by them, as payment intents of
// Stripe. What is always true:
//
//   - An attempt is one intent. It is made with the attempt's number as its idempotency key,
//     and names the number, so that it is found again whatever became of the answer.
//   - Stripe forgets idempotency keys after a day: an older intent, and every refund, is looked
//     for before another is made.
//   - An intent has no end of its own. The mall cancels it when the order's time is over.
package stripe
