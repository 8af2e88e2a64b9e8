// Package table reads the rows of CSV files and Excel workbooks as people and apps export them: in several encodings,
// with titles above the header and headers in anybody's words.
//
// A table is read completely or not at all: what cannot be understood ends it with an *Error that names the place and
// the remedy, and nothing is dropped in silence. Files are hostile: every size is limited.
package table
