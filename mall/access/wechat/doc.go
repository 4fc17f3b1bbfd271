// Package wechat asks WeChat who signs in: by the code of a mini-program (code2Session), and by
// the code that a web page brings back from WeChat's own (OAuth for websites). It knows no
// members and no database. What is always true:
//
//   - An account is returned only where WeChat has answered for this app.
//   - Apps' secrets, codes, session keys and tokens stand in no error.
package wechat
