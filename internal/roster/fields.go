package roster

import (
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// The fields of a person besides the attributes of access.AttributeNames; accountsPrefix opens the fields that name
// accounts: accounts.TARGET.
const (
	fieldID         = "id"
	fieldName       = "name"
	fieldFirst      = "first_name"
	fieldLast       = "last_name"
	fieldSecondLast = "second_last_name"
	fieldEmail      = "work_email"
	fieldAliases    = "aliases"
	fieldStatus     = "status"
	fieldType       = "type"
	fieldProjects   = "projects"
	fieldLocation   = "location"
	fieldStart      = "start"
	fieldEnd        = "end"
	accountsPrefix  = "accounts."
)

// stateHeaders are headers that mean an employment status or a place, which only their values tell.
func stateHeaders() []string { return []string{"estado", "state"} }

// headers lists the spellings under which each field is recognised, in English and Spanish. Case, accents, punctuation
// and the order of words do not matter. Where two fields know a header, the first one gets it.
func headers() []table.Field {
	return []table.Field{
		{Name: fieldID, Required: true, Headers: []string{
			"id", "employee id", "employeeid", "employee number", "employee no", "employee code", "emp id", "emp no",
			"staff id", "staff number", "staff no", "personnel number", "personnel no", "payroll number", "payroll id",
			"worker id", "person id", "person number", "eeid", "id empleado", "id de empleado", "id del empleado",
			"legajo", "número de legajo", "nº legajo", "código", "código empleado", "código de empleado",
			"código trabajador", "número empleado", "número de empleado", "nº empleado", "nº de empleado",
			"no. empleado", "n empleado", "num empleado", "núm. de empleado", "id trabajador", "nº trabajador",
			"número de trabajador", "matrícula", "número de nómina", "no. de nómina", "ficha",
		}},
		{Name: fieldName, Headers: []string{
			"name", "full name", "employee name", "employee", "display name", "person", "staff name", "worker",
			"nombre", "nombre completo", "nombre y apellidos", "nombre y apellido", "apellidos y nombre",
			"apellido y nombre", "apellidos, nombre", "nombre del empleado", "nombre empleado", "empleado", "persona",
			"trabajador", "colaborador",
		}},
		{Name: fieldFirst, Headers: []string{
			"first name", "given name", "forename", "given names", "first names", "nombre de pila", "nombres",
			"primer nombre",
		}},
		{Name: fieldLast, Headers: []string{
			"last name", "surname", "family name", "last names", "surnames", "apellidos", "apellido", "primer apellido",
			"apellido 1", "1er apellido", "apellido paterno",
		}},
		{Name: fieldSecondLast, Headers: []string{
			"second last name", "second surname", "segundo apellido", "apellido 2", "2º apellido", "apellido materno",
		}},
		{Name: fieldEmail, Headers: []string{
			"work email", "email", "e-mail", "work e-mail", "email address", "e-mail address", "work email address",
			"company email", "corporate email", "business email", "mail", "office email", "email work", "correo",
			"correo corporativo", "correo electrónico", "correo electrónico corporativo", "correo de empresa",
			"correo empresa", "correo de la empresa", "correo laboral", "correo de trabajo", "correo profesional",
			"correo institucional", "email corporativo", "email empresa", "email de empresa", "email laboral",
			"email profesional", "email de trabajo",
		}},
		{Name: fieldAliases, Headers: []string{
			"aliases", "alias", "email aliases", "email alias", "e-mail aliases", "other emails", "other work emails",
			"additional emails", "former emails", "alias de correo", "otros correos", "correos adicionales",
			"otros emails", "correos anteriores",
		}},
		{Name: fieldStatus, Headers: []string{
			"status", "employment status", "employee status", "work status", "hr status", "worker status", "active",
			"situación", "situación laboral", "estado laboral", "estado del empleado", "estado empleado",
			"estado de empleo", "estatus", "estado de alta", "activo",
		}},
		{Name: fieldType, Headers: []string{
			"type", "employment type", "employee type", "contract type", "worker type", "type of contract",
			"type of employment", "person type", "staff type", "engagement type", "engagement", "tipo",
			"tipo de contrato", "tipo contrato", "tipo de empleado", "tipo empleado", "tipo de empleo",
			"tipo de trabajador", "tipo de relación", "modalidad", "modalidad de contrato", "modalidad contractual",
			"contrato",
		}},
		{Name: "department", Headers: []string{
			"department", "dept", "dep", "department name", "area", "departamento", "dpto", "depto", "área",
			"nombre del departamento",
		}},
		{Name: "division", Headers: []string{
			"division", "business unit", "bu", "división", "unidad de negocio", "dirección general", "unidad",
		}},
		{Name: "team", Headers: []string{"team", "squad", "team name", "equipo", "célula", "nombre del equipo"}},
		{Name: "title", Headers: []string{
			"title", "job title", "position", "job", "role", "position title", "job position", "puesto",
			"puesto de trabajo", "cargo", "título del puesto", "posición", "rol", "categoría profesional",
		}},
		{Name: "manager", Headers: []string{
			"manager", "supervisor", "reports to", "line manager", "direct manager", "manager name", "boss",
			"reporting to", "reporting manager", "jefe", "jefe directo", "jefe inmediato", "responsable",
			"responsable directo", "reporta a", "superior", "supervisor directo",
		}},
		{Name: fieldProjects, Headers: []string{
			"projects", "project", "assignments", "assignment", "client project", "client projects", "proyectos",
			"proyecto", "asignación", "asignaciones", "proyecto asignado", "proyectos asignados",
		}},
		{Name: fieldStart, Headers: []string{
			"start", "start date", "hire date", "date hired", "hired", "date of hire", "joining date", "join date",
			"date of joining", "contract start", "contract start date", "employment start", "employment start date",
			"first day", "alta", "fecha de alta", "fecha alta", "fecha de ingreso", "fecha ingreso", "ingreso",
			"fecha de inicio", "fecha inicio", "fecha de incorporación", "fecha incorporación", "incorporación",
			"inicio", "inicio de contrato", "inicio del contrato", "fecha de contratación", "fecha contratación",
			"fecha inicio contrato", "primer día",
		}},
		{Name: fieldEnd, Headers: []string{
			"end", "end date", "termination date", "contract end", "contract end date", "last day", "last working day",
			"leaving date", "leave date", "date left", "date of leaving", "exit date", "separation date",
			"employment end", "employment end date", "terminated on", "last day of work", "date terminated", "baja",
			"fecha de baja", "fecha baja", "fin", "fin de contrato", "fin contrato", "fin del contrato",
			"fecha fin de contrato", "fecha de fin de contrato", "fecha fin contrato", "fecha de fin", "fecha fin",
			"fecha de salida", "fecha salida", "fecha de egreso", "fecha egreso", "egreso", "fecha de término",
			"fecha de terminación", "fecha de cese", "fecha cese", "cese", "vencimiento de contrato",
			"vencimiento del contrato", "último día", "último día de trabajo", "último día laboral",
			"fecha de desvinculación",
		}},
		{Name: fieldLocation, Headers: []string{
			"location", "office", "office location", "work location", "site", "city", "workplace", "branch",
			"ubicación", "oficina", "sede", "ciudad", "centro de trabajo", "lugar de trabajo", "centro", "localidad",
			"delegación", "provincia",
		}},
	}
}

// accountHeaders are the spellings of the column that names people's accounts in a target.
func accountHeaders(target string) []string {
	// Headers are split at capitals, so that a name written with some inside is two words there.
	brand := strings.NewReplacer("github", "GitHub", "gitlab", "GitLab", "hubspot", "HubSpot", "pagerduty", "PagerDuty",
		"invision", "InVision", "clickup", "ClickUp", "bamboohr", "BambooHR", "circleci", "CircleCI", "youtrack", "YouTrack",
		"digitalocean", "DigitalOcean", "quickbooks", "QuickBooks", "docusign", "DocuSign").Replace(target)
	spellings := []string{accountsPrefix + target, accountsPrefix + brand}
	for _, word := range []string{
		"account", "login", "username", "user", "user name", "account id", "user id", "handle", "id", "cuenta",
		"cuenta de", "cuenta en", "usuario", "usuario de", "usuario en",
	} {
		spellings = append(spellings, word+" "+target, word+" "+brand)
	}
	return spellings
}

// Fields returns the columns a table of people is searched for, for table.Options.
func (o *Options) Fields() []table.Field {
	words := o.statusWords()
	statuses := func(values []string) bool {
		return slices.ContainsFunc(values, func(v string) bool {
			_, known := words[fold.Text(v)]
			return known
		})
	}
	fields := append(headers(),
		table.Field{Name: fieldStatus, Headers: stateHeaders(), Accepts: statuses},
		table.Field{Name: fieldLocation, Headers: stateHeaders(), Accepts: func(values []string) bool { return !statuses(values) }})
	for _, target := range o.Env.Targets {
		fields = append(fields, table.Field{Name: accountsPrefix + target, Headers: accountHeaders(target)})
	}
	return fields
}

// fieldNames returns the keys that `columns:` may have, in the order of their documentation.
func (o *Options) fieldNames() []string {
	names := []string{fieldID, fieldName, fieldFirst, fieldLast, fieldSecondLast, fieldEmail, fieldAliases, fieldStatus}
	for _, name := range access.AttributeNames() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	names = append(names, fieldStart, fieldEnd)
	for _, target := range o.Env.Targets {
		names = append(names, accountsPrefix+target)
	}
	return names
}

// bareName reports whether a header says no more than "name", so that beside a column of surnames it means the first
// name.
func bareName(header string) bool {
	header = strings.ToLower(strings.TrimSpace(header))
	return header == "name" || header == "nombre"
}
