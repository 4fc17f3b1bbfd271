// Package exports writes lists of the mall to files for staff: CSV or XLSX, with the names of
// the columns in both languages.
//
// What is always true:
//
//   - A list is read page by page in the order of its ids, and written as it is read: memory does not
//     grow with it. What changes meanwhile may be in it or not; nothing is in it twice.
//   - A cell that a spreadsheet would take for a formula is text.
//   - A file can be read for a day by staff who have the permission of its list, and is then removed.
//   - An export that its server did not end is begun anew by another.
//
// It owns the table exports, and reads the tables of the lists: it writes none of them.
package exports
