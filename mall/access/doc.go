// Package access finds out who calls: it signs members and staff in, issues and
// checks tokens, and knows partners by their API keys. It adds and disables staff users, too,
// whose passwords, second factors and sessions are its own, and whose record is package staff.
//
// A sign-in makes a session. Its access token is a short-lived JWT, checked
// without the database; its refresh token is long-lived and good once: refreshing
// replaces it, and a token that comes back after that ends the session, because
// somebody has copied it. Tokens are signed with a key that all servers of a
// database share.
package access
