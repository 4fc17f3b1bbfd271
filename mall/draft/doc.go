// Package draft leads things that have a code and versions through their life: rules and
// tasks are such things.
//
//   - Versions of a code are numbered from 1. A version is a draft, then active, then retired.
//   - A code has at most one draft and at most one active version.
//   - A draft is edited, and its revision counts the edits. An active or retired version is
//     never changed, because what happened under it names it: editing it makes the draft of a
//     new version.
//   - Activating a draft retires the version that was active before, in the same transaction.
//
// What a version says, and the rows that keep it, are its owner's.
package draft
