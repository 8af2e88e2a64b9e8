// Package monitor lets machines watch that nights are done: figures in a file for Prometheus, and a ping whose absence is
// the alarm.
package monitor
