// Package referral keeps who invited whom, and the traces by which two members may
// turn out to be one.
//
//   - A member was invited once at most. A referral begins as pending and is decided
//     once: rewarded or refused.
//   - Whoever decides one holds the locks of both members' accounts.
//   - Of devices, addresses and means of payment only digests are kept.
package referral
