package judge

import (
	"slices"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// asMailbox is the advice on an account of nobody that several people seem to use.
const asMailbox = "register under `service_accounts:` as `kind: shared mailbox` with an owner, or suspend"

// functional reports whether an account is called after what it is for, such as billing@, and not after anybody. It is asked
// for advice alone: a name decides nothing, and links nothing.
func functional(a *access.Account) bool {
	if isFunction(a.Login) {
		return true
	}
	for i := range a.Emails {
		if isFunction(a.Emails[i].Address) {
			return true
		}
	}
	return false
}

// isFunction reports whether a login or an address is that of a function, or begins with one: info@, support-eu@.
func isFunction(login string) bool {
	name, _, _ := strings.Cut(fold.Text(login), "@")
	first, _, _ := strings.Cut(strings.NewReplacer(".", " ", "_", " ", "+", " ", "-", " ").Replace(name), " ")
	return slices.Contains(functions(), first) || slices.Contains(functions(), strings.ReplaceAll(name, "-", ""))
}

// functions are the names of mailboxes that companies share, of RFC 2142 and of habit, in English and Spanish.
func functions() []string {
	return []string{
		"abuse", "accounting", "accounts", "admin", "administracion", "administration", "ayuda", "billing", "careers", "compras",
		"contabilidad", "contact", "contacto", "empleo", "facturacion", "facturas", "finance", "finanzas", "hello", "help", "helpdesk",
		"hola", "hostmaster", "hr", "info", "invoices", "it", "jobs", "legal", "mail", "marketing", "news", "newsletter", "noc",
		"noreply", "office", "oficina", "orders", "pedidos", "postmaster", "prensa", "press", "privacidad", "privacy", "purchasing",
		"reception", "recepcion", "recruiting", "rrhh", "sales", "security", "seguridad", "service", "shop", "soporte", "support",
		"team", "tienda", "ventas", "webmaster",
	}
}
