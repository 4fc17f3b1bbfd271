// Package media keeps pictures that were uploaded: it checks them, makes files of a few widths
// of them, and knows which are shown.
//
// What is uploaded is never kept or served itself. It is decoded, within bounds that are
// checked before (bytes, then pixels), turned as its EXIF says, and written anew as JPEG and
// WebP: so no SVG, no script and no place where it was taken comes through. What is no picture
// is refused before anything is written.
//
// What is always true:
//
//   - A picture whose state is READY has all of its files. It is made WRITING before the first
//     file is written, and GOING before the first is removed: what dies half way, the job
//     clears away.
//   - Files have the hash of what was uploaded and the picture's id in their names and are never
//     changed: whoever has one may keep it for ever.
//   - A picture that no product shows has unused_since. A day later the job removes it.
package media
