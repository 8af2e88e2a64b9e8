package members

import (
	"slices"

	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// The fields of an account.
const (
	fieldID           = "id"
	fieldLogin        = "login"
	fieldEmail        = "email"
	fieldName         = "name"
	fieldStatus       = "status"
	fieldKind         = "kind"
	fieldEmployee     = "employee_id"
	fieldCreated      = "created"
	fieldLastActive   = "last_active"
	fieldMFA          = "mfa"
	fieldSeat         = "seat"
	fieldEntitlements = "entitlements"
)

func fieldNames() []string {
	return []string{
		fieldID, fieldLogin, fieldEmail, fieldName, fieldStatus, fieldKind, fieldEmployee, fieldCreated, fieldLastActive,
		fieldMFA, fieldSeat, fieldEntitlements,
	}
}

// headers lists the spellings under which each field is recognised, in English and Spanish. Case, accents, punctuation
// and the order of words do not matter. A header that could be a rank, a group or a status is left to `columns:` and
// `entitlement_columns:`.
func headers() []table.Field {
	return []table.Field{
		{Name: fieldID, Required: true, Headers: []string{
			"id", "account id", "user id", "userid", "member id", "uid", "unique id", "uuid", "user key", "account key",
			"id de usuario", "id usuario", "id de cuenta", "id cuenta", "id de miembro", "identificador",
		}},
		{Name: fieldLogin, Headers: []string{
			"login", "username", "user name", "login name", "handle", "account", "account name", "user", "nick", "nickname",
			"usuario", "nombre de usuario", "cuenta", "alias de usuario",
		}},
		{Name: fieldEmail, Headers: []string{
			"email", "e-mail", "email address", "e-mail address", "mail", "primary email", "user email", "work email",
			"email address [required]", "correo", "correo electrónico", "dirección de correo", "correo principal",
			"dirección de correo electrónico",
		}},
		{Name: fieldName, Headers: []string{
			"name", "full name", "fullname", "display name", "displayname", "real name", "member name", "member", "person",
			"nombre", "nombre completo", "nombre y apellidos", "nombre visible", "nombre para mostrar", "miembro",
		}},
		{Name: fieldStatus, Headers: []string{
			"status", "account status", "user status", "member status", "state", "active", "enabled", "is active",
			"status [read only]", "estado", "estado de la cuenta", "estado del usuario", "estado de usuario", "activo", "activa",
			"habilitado",
		}},
		{Name: fieldKind, Headers: []string{
			"kind", "account type", "user type", "member type", "type of account", "tipo", "tipo de cuenta", "tipo de usuario",
			"tipo de miembro",
		}},
		{Name: fieldEmployee, Headers: []string{
			"employee id", "employee number", "employee no", "external id", "personnel number", "staff id", "hr id",
			"id empleado", "id de empleado", "número de empleado", "código de empleado", "legajo", "id externo",
		}},
		{Name: fieldCreated, Headers: []string{
			"created", "created at", "creation date", "date created", "date added", "added", "added on", "joined", "join date",
			"date joined", "member since", "invited at", "invited on", "invitation date", "creation time",
			"creado", "creado el", "fecha de creación", "fecha creación", "fecha de alta", "alta", "añadido", "miembro desde",
		}},
		{Name: fieldLastActive, Headers: []string{
			"last active", "last activity", "last seen", "last login", "last sign in", "last signin", "last used", "last access",
			"last active date", "last activity date", "last login date", "last sign in [read only]", "last logged in",
			"última actividad", "último acceso", "último inicio de sesión", "última conexión", "último uso",
		}},
		{Name: fieldMFA, Headers: []string{
			"mfa", "2fa", "tfa", "tfa enabled", "two factor enabled", "has 2fa",
			"has mfa", "mfa enabled", "2fa enabled", "two factor", "two factor auth",
			"two factor authentication", "two-step verification", "2sv enrolled", "2sv enrolled [read only]", "multi factor",
			"2 factor", "autenticación de dos factores", "verificación en dos pasos", "doble factor",
		}},
		{Name: fieldSeat, Headers: []string{
			"seat", "billing active", "billable", "paid", "paid seat", "licensed", "takes a seat", "asiento", "licencia",
			"de pago", "facturable",
		}},
		{Name: fieldEntitlements, Headers: []string{
			"entitlements", "entitlement", "access", "permissions", "groups", "group", "memberships", "accesos", "permisos",
			"grupos", "grupo",
		}},
	}
}

// isHeaderOf reports whether a header is one of those under which a field is recognised.
func isHeaderOf(field, header string) bool {
	return slices.ContainsFunc(headers(), func(f table.Field) bool {
		return f.Name == field && slices.ContainsFunc(f.Headers, func(h string) bool { return fold.Header(h) == fold.Header(header) })
	})
}

// Fields returns the columns to look for, with those that the options name by header.
func (o *Options) Fields() []table.Field {
	fields := headers()
	for _, c := range o.further() {
		fields = append(fields, table.Field{Name: c.field(), Required: true})
	}
	return fields
}

// Named returns the headers of fields that are not recognised by themselves.
func (o *Options) Named() map[string]string {
	named := make(map[string]string, len(o.Reading.Columns))
	for field, header := range o.Reading.Columns {
		named[field] = header
	}
	for _, c := range o.further() {
		named[c.field()] = c.header
	}
	return named
}

// furtherColumn is a column of access under a header of its own: of a type, or a flag for one key.
type furtherColumn struct {
	header, entitlementType, flag string
}

// field is the column's name in the table; no field of an account is called so.
func (c *furtherColumn) field() string {
	if c.flag != "" {
		return "entitlement_flags." + c.header
	}
	return "entitlement_columns." + c.header
}

// further returns the columns under headers of their own, sorted.
func (o *Options) further() []furtherColumn {
	var list []furtherColumn
	for header, entitlementType := range o.Reading.EntitlementColumns {
		list = append(list, furtherColumn{header: header, entitlementType: entitlementType})
	}
	for header, key := range o.Reading.EntitlementFlags {
		list = append(list, furtherColumn{header: header, flag: key})
	}
	slices.SortFunc(list, func(a, b furtherColumn) int {
		if a.field() < b.field() {
			return -1
		}
		return 1
	})
	return list
}
