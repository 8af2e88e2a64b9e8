// Package fold brings text into the forms in which it is compared, matched and shown: people write the same department,
// header or address in many ways, and text from outside must not steer a terminal.
//
// Every fold is idempotent, and every string, valid UTF-8 or not, has one.
package fold
