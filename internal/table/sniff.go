package table

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// The first bytes of what is mistaken for a table.
const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" // MS-CFB 2.2
)

// encryptedStream is the name of the stream of an encrypted workbook (MS-OFFCRYPTO 2.3.4.4), in UTF-16.
const encryptedStream = "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"

// notCSV says what a file is whose first bytes are no CSV.
func notCSV(start []byte) error {
	switch {
	case bytes.HasPrefix(start, []byte(zipMagic)):
		return trouble("this is a zip file or an Excel workbook, not CSV", "read it as a workbook, or save it as CSV")
	case bytes.HasPrefix(start, []byte(oleMagic)):
		return trouble("this is an Excel file, not CSV", "save it as CSV")
	case bytes.HasPrefix(start, []byte("%PDF-")):
		return trouble("this is a PDF, not CSV", "export it as CSV")
	}
	return notText(start, "CSV")
}

// notText recognises the markup that apps send in place of a file.
func notText(start []byte, wanted string) error {
	text := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(start), "\xef\xbb\xbf"), " \t\r\n"))
	switch {
	case strings.HasPrefix(text, "<?xml") && strings.Contains(text, "urn:schemas-microsoft-com:office:spreadsheet"):
		return trouble("this is an XML spreadsheet of 2003, not "+wanted, "open it in Excel and save it as "+wanted)
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"), strings.HasPrefix(text, "<head"),
		strings.HasPrefix(text, "<table"), strings.HasPrefix(text, "<meta"), strings.HasPrefix(text, "<?xml"):
		return trouble("this is a web page, not "+wanted, "if it is a table, open it in Excel and save it as "+wanted+
			"; if it is a sign-in page, the download failed")
	}
	return nil
}

// notWorkbook says what a file is that has no zip inside.
func notWorkbook(content []byte) error {
	start := content[:min(len(content), 4096)]
	switch {
	case bytes.HasPrefix(content, []byte(zipMagic)):
		return nil
	case bytes.HasPrefix(content, []byte(oleMagic)) && bytes.Contains(content, []byte(encryptedStream)):
		return trouble("the workbook is encrypted with a password", "save it without a password")
	case bytes.HasPrefix(content, []byte(oleMagic)):
		return trouble("this is an Excel file of the old kind (.xls)", "save it as .xlsx")
	case bytes.HasPrefix(content, []byte("%PDF-")):
		return trouble("this is a PDF, not a workbook", "export it as .xlsx")
	}
	if err := notText(start, ".xlsx"); err != nil {
		return err
	}
	plain := bytes.IndexByte(start, 0) < 0 || unmarkedUTF16(start) != ""
	if plain && bytes.ContainsAny(start, "\r\n") && bytes.ContainsAny(start, delimiters) {
		return trouble("this is text such as CSV, not a workbook", "read it as CSV, or save it as .xlsx")
	}
	return trouble("this is no workbook", "export it again as .xlsx")
}

// maxParts is how many parts a workbook may have.
const maxParts = 20000

// maxMarkup is how much a part may have that excelize builds in memory as a tree, many times its size: all but the
// sheets and the texts.
const maxMarkup = 32 << 20

// inspect makes sure that a zip file is a workbook, and that unpacking it is safe. archive/zip holds the sizes that the
// directory states.
func inspect(content []byte, limits Limits) error {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return trouble("the workbook is damaged or cut: it is no whole zip file", "export or copy it again")
	}
	if len(z.File) > maxParts {
		return trouble(fmt.Sprintf("the workbook has %d parts, more than the limit of %d", len(z.File), maxParts), bombRemedy)
	}
	names := map[string]bool{}
	var total uint64
	for _, part := range z.File {
		name := strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/"))
		if names[name] {
			return trouble("the workbook has two parts of one name", bombRemedy)
		}
		names[name] = true
		size, limit := part.UncompressedSize64, uint64(limits.Part)
		markup := strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")
		if markup && !strings.HasPrefix(name, "xl/worksheets/") && name != "xl/sharedstrings.xml" {
			limit = min(limit, maxMarkup)
		}
		if total += size; size > limit || total > uint64(limits.Unpacked) || total < size {
			return trouble(fmt.Sprintf("the workbook unpacks to more than the limit of %d MiB", min(limit, uint64(limits.Unpacked))>>20),
				bombRemedy)
		}
	}
	switch {
	case names["xl/workbook.bin"]:
		return trouble("this is a binary workbook (.xlsb)", "save it as .xlsx")
	case names["word/document.xml"], names["ppt/presentation.xml"]:
		return trouble("this is a document of Word or PowerPoint, not a workbook", "export the table as .xlsx")
	case names["content.xml"] && names["mimetype"]:
		return trouble("this is an OpenDocument file", "save it as .xlsx")
	case names["index/document.iwa"], names["index.zip"]:
		return trouble("this is a file of Numbers", "export it as .xlsx")
	case !names["[content_types].xml"], !names["_rels/.rels"]:
		return trouble("this is a zip file, but no workbook", "unpack it, or export the table as .xlsx")
	}
	return whole(z)
}

const bombRemedy = "check that it is the right file; remove what is no table from it"

// whole reads the checksums of all parts: excelize takes a sheet that it cannot unpack for an empty one.
func whole(z *zip.Reader) error {
	for _, part := range z.File {
		r, err := part.Open()
		if err == nil {
			_, err = io.Copy(io.Discard, r) //nolint:gosec // inspect limits the sizes, and archive/zip holds the parts to them
			_ = r.Close()
		}
		if err != nil {
			return trouble("the workbook is damaged: a part of it cannot be unpacked", "export or copy it again")
		}
	}
	return nil
}
