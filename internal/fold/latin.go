package fold

import "unicode/utf8"

// foldLatin folds a text of ASCII and the letters of latin, each of which folds by itself; ok is false for any other.
func foldLatin(s string) (folded string, ok bool) {
	out := make([]byte, 0, len(s))
	space := false
	for _, r := range s {
		if r == ' ' || '\t' <= r && r <= '\r' {
			space = len(out) > 0
			continue
		}
		if space {
			out, space = append(out, ' '), false
		}
		if r < utf8.RuneSelf {
			out = append(out, lowerByte(byte(r)))
			continue
		}
		letter := latin(r)
		if letter == "" {
			return "", false
		}
		out = append(out, letter...)
	}
	return string(out), true
}

// latin returns what a letter that European names are written with folds to, "" for any other.
func latin(r rune) string {
	switch r {
	case 'À', 'Á', 'Â', 'Ã', 'Ä', 'Å', 'à', 'á', 'â', 'ã', 'ä', 'å', 'Ā', 'ā', 'Ă', 'ă', 'Ą', 'ą':
		return "a"
	case 'Æ', 'æ':
		return "ae"
	case 'Ç', 'ç', 'Ć', 'ć', 'Ĉ', 'ĉ', 'Ċ', 'ċ', 'Č', 'č':
		return "c"
	case 'Ð', 'ð', 'Ď', 'ď', 'Đ', 'đ':
		return "d"
	case 'È', 'É', 'Ê', 'Ë', 'è', 'é', 'ê', 'ë', 'Ē', 'ē', 'Ĕ', 'ĕ', 'Ė', 'ė', 'Ę', 'ę', 'Ě', 'ě':
		return "e"
	case 'Ĝ', 'ĝ', 'Ğ', 'ğ', 'Ġ', 'ġ', 'Ģ', 'ģ':
		return "g"
	case 'Ì', 'Í', 'Î', 'Ï', 'ì', 'í', 'î', 'ï', 'Ĩ', 'ĩ', 'Ī', 'ī', 'Ĭ', 'ĭ', 'Į', 'į', 'İ', 'ı':
		return "i"
	case 'Ķ', 'ķ':
		return "k"
	case 'Ĺ', 'ĺ', 'Ļ', 'ļ', 'Ľ', 'ľ', 'Ł', 'ł':
		return "l"
	case 'Ñ', 'ñ', 'Ń', 'ń', 'Ņ', 'ņ', 'Ň', 'ň':
		return "n"
	case 'Ò', 'Ó', 'Ô', 'Õ', 'Ö', 'Ø', 'ò', 'ó', 'ô', 'õ', 'ö', 'ø', 'Ō', 'ō', 'Ŏ', 'ŏ', 'Ő', 'ő':
		return "o"
	case 'Œ', 'œ':
		return "oe"
	case 'Ŕ', 'ŕ', 'Ŗ', 'ŗ', 'Ř', 'ř':
		return "r"
	case 'Ś', 'ś', 'Ŝ', 'ŝ', 'Ş', 'ş', 'Š', 'š':
		return "s"
	case 'ß':
		return "ss"
	case 'Ţ', 'ţ', 'Ť', 'ť':
		return "t"
	case 'Þ', 'þ':
		return "th"
	case 'Ù', 'Ú', 'Û', 'Ü', 'ù', 'ú', 'û', 'ü', 'Ũ', 'ũ', 'Ū', 'ū', 'Ŭ', 'ŭ', 'Ů', 'ů', 'Ű', 'ű', 'Ų', 'ų':
		return "u"
	case 'Ý', 'ý', 'ÿ', 'Ŷ', 'ŷ', 'Ÿ':
		return "y"
	case 'Ź', 'ź', 'Ż', 'ż', 'Ž', 'ž':
		return "z"
	default:
		return ""
	}
}
