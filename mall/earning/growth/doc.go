// Package growth keeps what members' histories come to: how often they bought, what
// they spent, what they did and when. It is always what purchases, less what of them came
// back, activities and check-ins sum to. Whoever changes it holds the lock of the member's account.
package growth
