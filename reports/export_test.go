package reports

import (
	"io"

	"reconcile/internal/access"
)

// WorkbookWithin is Workbook with limits that a test can reach: accesses that are all listed, and rows of a table.
func WorkbookWithin(w io.Writer, run *access.Run, held *Holdings, o Options, accesses, rows int) error {
	return writeWorkbook(w, run, held, o, limits{accesses, rows}, (*workbook).sheets)
}
