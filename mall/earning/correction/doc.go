// Package correction keeps what staff put right of purchases, returns and activities: whose
// it was, whose it is now, what that took and gave, who did it and why.
//
//   - A purchase, a return or an activity is corrected once at most. What was moved to
//     another member is a new one, which can be corrected itself.
//   - What a correction took or gave back is that of its entry.
//
// It does not change what it corrects: package earning does.
package correction
