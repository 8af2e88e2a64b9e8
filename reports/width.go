package reports

import (
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"

	"reconcile/internal/fold"
)

const (
	// ellipsis stands for what was left out of a value that is too wide.
	ellipsis = "…"
	// longest is how many columns of one value are shown to people; the rest is in JSON.
	longest = 600
	// marks is how many combining marks one letter may carry: no script needs more.
	marks = 4
)

// columns is how many columns of a terminal a text takes: wide letters two, combining marks none.
func columns(s string) int { return text.StringWidthWithoutEscSequences(s) }

// clean makes text from outside fit to be laid out: what acts is shown instead, no letter carries more marks than a
// script needs, and no value is longer than anybody reads.
func clean(s string) string {
	s = fold.Clean(s)
	if len(s) > longest {
		return shorten(unmark(s), longest)
	}
	return unmark(s)
}

// unmark drops combining marks beyond those that a letter may carry.
func unmark(s string) string {
	run, at := 0, -1
	for i, r := range s {
		if run = next(run, r); run > marks {
			at = i
			break
		}
	}
	if at < 0 {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:at])
	for _, r := range s[at:] {
		if run = next(run, r); run <= marks {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// next counts runes without a width of their own.
func next(run int, r rune) int {
	if r < utf8.RuneSelf || text.RuneWidth(r) > 0 {
		return 0
	}
	return run + 1
}

// cleanAll cleans each of several texts.
func cleanAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = clean(s)
	}
	return out
}

// shorten leaves out the middle of a text that takes more than n columns, so that both ends of an id stay.
func shorten(s string, n int) string {
	if columns(s) <= n {
		return s
	}
	keep := n - columns(ellipsis)
	if keep < 2 {
		return head(s, n)
	}
	return head(s, keep-keep/2) + ellipsis + tail(s, keep/2)
}

// head returns as many whole letters from the start as fit into n columns.
func head(s string, n int) string {
	for i, r := range s {
		if n -= text.RuneWidth(r); n < 0 {
			return s[:i]
		}
	}
	return s
}

// tail returns as many whole letters from the end as fit into n columns, each with the marks that follow it.
func tail(s string, n int) string {
	from := len(s)
	for i := len(s); i > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
		w := text.RuneWidth(r)
		if n -= w; n < 0 {
			break
		}
		if w > 0 {
			from = i
		}
	}
	return s[from:]
}

// wrap breaks a text into lines of at most n columns, between words where it can. It returns at least one line.
func wrap(s string, n int) []string {
	var lines []string
	line, used := "", 0
	for _, word := range strings.Fields(s) {
		w := columns(word)
		if used > 0 && used+1+w <= n {
			line, used = line+" "+word, used+1+w
			continue
		}
		if used > 0 {
			lines = append(lines, line)
		}
		for w > n {
			part := head(word, n)
			if part == "" {
				break
			}
			lines = append(lines, part)
			word = word[len(part):]
			w = columns(word)
		}
		line, used = word, w
	}
	return append(lines, line)
}

// pad fills a text with spaces up to n columns.
func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-columns(s))) }
