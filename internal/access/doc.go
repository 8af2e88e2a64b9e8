// Package access holds the words of the domain as plain data: people and their roster, accounts and their grants, the
// link between the two, and what follows: findings, actions, a plan, a run. It knows no file, no app and no clock.
package access
