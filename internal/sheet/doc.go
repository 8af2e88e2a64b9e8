// Package sheet writes Excel workbooks (ECMA-376) of titled sheets: lines of text, blocks, tables with filters, charts. It
// knows nothing of what they mean.
//
// Rows are streamed, and beyond some megabytes kept in temporary files until the book is written. No text is ever a formula:
// texts are cells of their own type in the format "text", so that they stay texts where somebody edits them. The same calls
// give the same bytes.
package sheet
