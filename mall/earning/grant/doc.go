// Package grant keeps what each event earned, rule by rule, and how much of their caps
// the rules have used. Returns take back by it, and entries are explained by it.
//
//   - A grant's points are the sum of its parts', of its lines' where it has any, and
//     those of its entry.
//   - A cap's counter is the sum of the parts that name it.
package grant
