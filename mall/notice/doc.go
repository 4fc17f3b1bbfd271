// Package notice sends mails and text messages. A transaction queues a message beside what it
// writes; after the commit the message is sent, and tried again until it is of no more use. It
// keeps the settings of the channels, with their secrets. How a channel's server is spoken to is
// the business of its packages: mail, and sms with its providers.
//
// What is always true:
//
//   - Nothing is sent inside a transaction, and nothing that was rolled back.
//   - A message that was committed is sent at least once while it is of use. A server that dies
//     between sending and writing so sends it twice.
//   - The database has neither the texts nor the addresses of messages in clear, and nothing of
//     them once they are sent. It has no secret of a channel in clear.
//
// It does not own: who may be written to and when, and the codes and links that messages carry.
package notice
