// Package file keeps files that staff brought to be imported, and those that were made for
// them, in the database: every server reaches them, and what outlives a process needs them.
//
// What is always true:
//
//   - A file has its size and its hash once it is whole. One without them was not written to its
//     end, and is never read.
//   - A file is removed when its time is over, whoever still wants it.
//   - Neither writing nor reading holds more than one part in memory.
//
// It owns the tables files and file_parts. Who may read a file is its owner's matter.
package file
