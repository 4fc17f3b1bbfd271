// Package imports brings in what another system exported: so far a till's purchases.
//
// A file is read row by row and an invoice's rows are gathered wherever they
// stand. What is always true:
//
//   - An import changes no rules. What it cannot earn is said before anything is written,
//     and a currency that no rule names is refused whole.
//   - One line of the file is one row, unless a cell has line breaks and the lines
//     together complete the row exactly: a missing quotation mark spoils one row, it
//     never swallows the rows after it.
//   - Every row is accepted, skipped or rejected, and the report counts it once.
//   - An invoice is recorded whole or not at all. One rejected row of it rejects
//     them all, because the total, and so the points, would be wrong.
//   - Two invoices never become one without a word: numbers that a spreadsheet has spoilt,
//     rows of two customers, times or totals under one number are rejected.
//   - Rows that are skipped (nobody's purchases), and those that cancel something,
//     do not touch the other rows of their invoice.
//   - The same file again adds nothing. An invoice's rows may have moved; any other
//     change of an invoice that was recorded is a conflict, and rejected.
//   - A dry run says what a run does.
//
// How the file is written (encoding, separator, decimal mark, order of day and month) is
// what the caller says; else it is guessed from the whole file, where that can have one
// meaning alone, and the report says as what (findTable).
//
// An invoice becomes a purchase at the mall's own tills: its number is the external
// reference, its earliest row the time, its rows in the order of their stock codes
// the lines. Its total is what the file names, or the exact sum of quantity × price less
// discounts, rounded half up once to the currency's minor unit; goods by weight are measured
// lines, rounded each. A discount has no line: it lowers the total alone. Who bought becomes
// a member whose external reference is what the file calls the customer.
//
// A row that cancels something (its invoice begins with C, or its quantity is negative)
// becomes a return of its own, once the invoices are recorded. It is matched, the oldest
// row first, to the customer's latest invoice before it, whether of this file or not, that
// has enough pieces of its stock code left to return; they come back at the prices at which
// that invoice has them. The row's number is its invoice,
// stock code and quantity, so that the same row again adds nothing.
package imports
