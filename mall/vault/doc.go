// Package vault encrypts what the database must not tell whoever has a copy of it alone, such
// as passwords of mail servers and messages with codes. Its key is the mall's secret, which is
// no part of the database. What is always true:
//
//   - What was sealed for one purpose and one subject opens for these alone.
//   - In a mall for strangers nothing is sealed without a key.
package vault
