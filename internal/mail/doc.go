// Package mail makes messages and hands them to a mail server.
//
// Build turns a Message into bytes: what would break a header is refused, whatever it came from, so that no text from
// outside becomes a header, an address or a part. Dial opens a Session with a server: never in clear, except on this
// machine, and never longer than its timeout. What fails is a *SendError, which says whether the message may be tried
// again, and what to do.
//
// A message has one recipient, so that what a server says about it is about that recipient.
package mail
