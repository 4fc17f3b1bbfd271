// Package mail sends mails through an SMTP server, always encrypted, except to a server on this
// very machine. It owns the form of the server's settings, and no data.
package mail
