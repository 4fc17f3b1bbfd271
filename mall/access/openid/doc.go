// Package openid speaks to the OpenID provider by which staff may sign in: it makes the
// address to which a browser is sent, and turns the code that it brings back into an account
// of the provider (OpenID Connect Core 1.0, section 3.1; PKCE by RFC 7636). It knows no users
// and no database. What is always true:
//
//   - An account is returned only where the provider has signed for it, for this client, with
//     the nonce of this flow, and not too long ago.
//   - The client's secret, codes and tokens stand in no error.
package openid
