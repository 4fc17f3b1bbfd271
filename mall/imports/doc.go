// Package imports brings in what another system exported: so far a till's purchases.
//
// A file is read row by row and an invoice's rows are gathered wherever they
// stand. What is always true:
//
//   - One line of the file is one row: a missing quotation mark spoils one row, it
//     never swallows the rows after it.
//   - Every row is accepted, skipped or rejected, and the report counts it once.
//   - An invoice is recorded whole or not at all. One rejected row of it rejects
//     them all, because the total, and so the points, would be wrong.
//   - Rows that are skipped (nobody's purchases), and those that cancel something,
//     do not touch the other rows of their invoice.
//   - The same file again adds nothing. An invoice's rows may have moved; any other
//     change of an invoice that was recorded is a conflict, and rejected.
//
// An invoice becomes a purchase at the mall's own tills: its number is the external
// reference, its earliest row the time, its rows in the order of their stock codes
// the lines. Its total is the exact sum of quantity × price, rounded half up once to
// the currency's minor unit. Who bought becomes a member whose external reference is
// the customer's number.
//
// A row that cancels something (its invoice begins with C, or its quantity is negative)
// becomes a return of its own, once the invoices are recorded. It is matched, the oldest
// row first, to the customer's latest invoice before it, whether of this file or not, that
// has enough pieces of its stock code left to return; they come back at the prices at which
// that invoice has them. The row's number is its invoice, stock code and quantity, so
// that the same row again adds nothing.
package imports
