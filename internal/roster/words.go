package roster

import (
	"fmt"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// StatusWord is what a word of the status column means, written active, leave or terminated.
type StatusWord access.Employment

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *StatusWord) UnmarshalText(text []byte) error {
	switch string(text) {
	case "active":
		*w = StatusWord(access.Employed)
	case "leave":
		*w = StatusWord(access.OnLeave)
	case "terminated":
		*w = StatusWord(access.Terminated)
	default:
		return fmt.Errorf("%q is no status: write active, leave or terminated", text)
	}
	return nil
}

// TypeWord is what a word of the type column means: one of the known types of people.
type TypeWord string

// types are the known types of people, in the order of their documentation.
func types() []string { return []string{"employee", "contractor", "temp", "intern", "other"} }

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *TypeWord) UnmarshalText(text []byte) error {
	for _, known := range types() {
		if string(text) == known {
			*w = TypeWord(known)
			return nil
		}
	}
	return fmt.Errorf("%q is no type: write employee, contractor, temp, intern or other", text)
}

// statusWords returns the meaning of the folded words of a status column, the configured ones over the known.
// "De baja" is left out on purpose: it is said of the sick and of those who left.
func (o *Options) statusWords() map[string]access.Employment {
	words := map[string]access.Employment{}
	add := func(e access.Employment, list ...string) {
		for _, w := range list {
			words[fold.Text(w)] = e
		}
	}
	add(access.Employed,
		"active", "current", "employed", "working", "hired", "enabled", "full-time", "full time", "part-time",
		"part time", "probation", "on probation", "notice", "notice period", "on notice", "onboarding", "preboarding",
		"pre-boarding", "pending start", "pending hire", "future hire", "new hire", "joining", "starting", "yes", "true",
		"activo", "activa", "en activo", "alta", "de alta", "vigente", "contratado", "contratada", "trabajando",
		"en plantilla", "incorporado", "incorporada", "prueba", "en prueba", "periodo de prueba",
		"en periodo de prueba", "preaviso", "en preaviso", "pendiente de incorporación", "sí", "verdadero")
	add(access.OnLeave,
		"leave", "on leave", "leave of absence", "loa", "sick leave", "on sick leave", "medical leave",
		"maternity leave", "paternity leave", "parental leave", "family leave", "unpaid leave", "paid leave",
		"sabbatical", "on sabbatical", "garden leave", "furlough", "furloughed", "long-term leave", "absent",
		"excedencia", "en excedencia", "baja médica", "de baja médica", "baja por enfermedad", "baja laboral",
		"incapacidad", "incapacidad temporal", "incapacitado", "licencia", "de licencia", "en licencia", "con licencia",
		"licencia médica", "permiso", "de permiso", "en permiso", "permiso de maternidad", "permiso de paternidad",
		"permiso parental", "maternidad", "paternidad", "baja maternal", "baja paternal", "baja por maternidad",
		"baja por paternidad", "licencia por maternidad", "licencia de maternidad", "licencia por paternidad",
		"sabático", "año sabático", "ausente", "vacaciones", "de vacaciones")
	add(access.Terminated,
		"terminated", "inactive", "left", "former", "former employee", "ex-employee", "ex employee", "leaver", "gone",
		"resigned", "dismissed", "fired", "laid off", "redundant", "retired", "deceased", "separated", "offboarded",
		"ended", "contract ended", "disabled", "departed", "exited", "not active", "no longer employed", "no", "false",
		"inactivo", "inactiva", "baja", "baja definitiva", "baja voluntaria", "dado de baja", "dada de baja", "cesado",
		"cesada", "cese", "despedido", "despedida", "desvinculado", "desvinculada", "egresado", "egresada", "renunció",
		"renuncia", "jubilado", "jubilada", "fallecido", "fallecida", "terminado", "terminada", "finalizado",
		"finalizada", "contrato finalizado", "ex empleado", "ex-empleado", "exempleado", "ex empleada", "retirado",
		"retirada", "no activo", "falso")
	for word, meaning := range o.Reading.Statuses {
		words[fold.Text(word)] = access.Employment(meaning)
	}
	return words
}

// StatusOf returns what a word of the status column means, false for one that is not known.
func (o *Options) StatusOf(word string) (access.Employment, bool) {
	meaning, known := o.statusWords()[fold.Text(word)]
	return meaning, known
}

// TypeOf returns what a word of the type column means, false for one that is not known.
func (o *Options) TypeOf(word string) (string, bool) {
	meaning, known := o.typeWords()[fold.Text(word)]
	return meaning, known
}

// typeWords returns the meaning of the folded words of a type column, the configured ones over the known.
func (o *Options) typeWords() map[string]string {
	words := map[string]string{}
	add := func(kind string, list ...string) {
		words[kind] = kind
		for _, w := range list {
			words[fold.Text(w)] = kind
		}
	}
	add("employee",
		"employees", "regular", "permanent", "staff", "full-time", "full time", "fulltime", "full-time employee", "fte",
		"part-time", "part time", "part-time employee", "parttime", "w2", "w-2", "internal", "regular employee",
		"permanent employee", "empleado", "empleada", "fijo", "fija", "indefinido", "contrato indefinido",
		"fijo discontinuo", "fija discontinua", "plantilla", "plantilla fija", "tiempo completo", "tiempo parcial",
		"jornada completa", "jornada parcial", "media jornada", "permanente", "interno", "interna", "nómina",
		"relación de dependencia", "relación laboral", "planta", "de planta")
	add("contractor",
		"contractors", "contract", "independent contractor", "freelance", "freelancer", "consultant", "external",
		"vendor", "self-employed", "self employed", "1099", "subcontractor", "contratista", "subcontratista",
		"autónomo", "autónoma", "consultor", "consultora", "externo", "externa", "proveedor", "proveedora", "honorarios",
		"mercantil", "contrato mercantil", "prestación de servicios", "profesional independiente", "monotributista",
		"subcontratado", "subcontratada")
	add("temp",
		"temporary", "temporary employee", "temps", "fixed term", "fixed-term", "fixed-term contract", "agency",
		"agency worker", "agency temp", "seasonal", "casual", "temporal", "eventual", "ett", "empresa de trabajo temporal",
		"plazo fijo", "a plazo fijo", "tiempo determinado", "obra", "obra y servicio", "por obra", "por obra o servicio",
		"contrato temporal", "interino", "interina", "sustitución", "duración determinada", "de temporada")
	add("intern",
		"interns", "internship", "trainee", "apprentice", "apprenticeship", "student", "working student", "placement",
		"becario", "becaria", "beca", "prácticas", "en prácticas", "contrato en prácticas", "pasante", "pasantía",
		"aprendiz", "aprendizaje", "formación", "contrato de formación", "practicante")
	add("other", "others", "otro", "otra", "otros", "board", "board member", "consejo", "consejero", "consejera",
		"volunteer", "voluntario", "voluntaria")
	for word, meaning := range o.Reading.Types {
		words[fold.Text(word)] = string(meaning)
	}
	return words
}

// blank reports whether a cell says that there is nothing to say.
func blank(cell string) bool {
	if len(cell) > 8 {
		return false
	}
	switch fold.Text(cell) {
	case "", "-", "--", "---", "–", "—", "n/a", "na", "n.a.", "n/d", "nd", "none", "null", "nil", "ninguno", "ninguna", "s/d":
		return true
	}
	return false
}

// endless reports whether a cell of the end column says that the contract has no end.
func endless(cell string) bool {
	switch fold.Text(cell) {
	case "indefinido", "indefinida", "indefinite", "permanent", "permanente", "open", "open-ended", "never", "sin fecha",
		"sin fin":
		return true
	}
	return false
}
