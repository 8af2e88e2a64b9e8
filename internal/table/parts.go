package table

import (
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// relations is a part that names others (ECMA-376 part 2, 8.5).
type relations struct {
	Relationship []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	}
}

// sheetParts returns the path of every sheet's part by the sheet's name. excelize knows it and does not tell.
func sheetParts(file *excelize.File) (map[string]string, error) {
	top, err := relationsOf(file, "")
	if err != nil {
		return nil, err
	}
	parts := map[string]string{}
	for _, r := range top.Relationship {
		if !strings.HasSuffix(r.Type, "/officeDocument") {
			continue
		}
		workbook := strings.TrimPrefix(path.Clean("/"+r.Target), "/")
		targets, err := relationsOf(file, workbook)
		if err != nil {
			return nil, err
		}
		paths := map[string]string{}
		for _, t := range targets.Relationship {
			target := t.Target
			if !strings.HasPrefix(target, "/") {
				target = "/" + path.Dir(workbook) + "/" + target
			}
			paths[t.ID] = strings.TrimPrefix(path.Clean(target), "/")
		}
		for _, s := range file.WorkBook.Sheets.Sheet {
			parts[s.Name] = paths[s.ID]
		}
		break
	}
	return parts, nil
}

// relationsOf returns the relations of a part, of the whole package for "".
func relationsOf(file *excelize.File, part string) (relations, error) {
	dir, base := path.Split(part)
	var r relations
	content, ok := file.Pkg.Load(dir + "_rels/" + base + ".rels")
	if text, isBytes := content.([]byte); ok && isBytes {
		decoder := newDecoder(file, text)
		return r, decoder.Decode(&r)
	}
	return r, nil
}
