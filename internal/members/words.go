package members

import (
	"fmt"
	"strings"

	"reconcile/internal/access"
	"reconcile/internal/fold"
)

// StatusWord is what a word of the status column means, written enabled, invited or suspended.
type StatusWord access.Status

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *StatusWord) UnmarshalText(text []byte) error {
	for _, s := range []access.Status{access.Enabled, access.Invited, access.Suspended} {
		if string(text) == s.String() {
			*w = StatusWord(s)
			return nil
		}
	}
	return fmt.Errorf("%q is no status: write enabled, invited or suspended", text)
}

// KindWord is what a word of the kind column means, written human, guest, bot or shared.
type KindWord access.Kind

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *KindWord) UnmarshalText(text []byte) error {
	for _, k := range []access.Kind{access.Human, access.Guest, access.Bot, access.Shared} {
		if string(text) == k.String() {
			*w = KindWord(k)
			return nil
		}
	}
	return fmt.Errorf("%q is no kind: write human, guest, bot or shared", text)
}

// FlagWord is what a word of a column that says yes or no means, written yes or no.
type FlagWord access.Tri

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *FlagWord) UnmarshalText(text []byte) error {
	switch string(text) {
	case "yes", "true":
		*w = FlagWord(access.Yes)
	case "no", "false":
		*w = FlagWord(access.No)
	case "unknown":
		*w = FlagWord(access.Unknown)
	default:
		return fmt.Errorf("%q is not yes, no or unknown", text)
	}
	return nil
}

// words gives folded words their meaning.
type words[T any] map[string]T

func (w words[T]) add(meaning T, list ...string) {
	for _, word := range list {
		w[fold.Text(word)] = meaning
	}
}

// statusWords returns the meaning of the words of a status column. A word for a rank among members ("Owner") tells that
// the account is enabled, and no more; one for a kind ("Guest") tells both, where there is no column of kinds.
func (r *Reading) statusWords() words[access.Status] {
	w := words[access.Status]{}
	w.add(access.Enabled,
		"guest", "single-channel guest", "multi-channel guest", "restricted", "bot", "app", "external", "collaborator",
		"enabled", "active", "activated", "ok", "current", "member", "full member", "regular", "admin", "owner",
		"primary owner", "joined", "accepted", "confirmed", "registered", "verified", "yes", "true", "1", "on", "normal",
		"activo", "activa", "habilitado", "habilitada", "activado", "activada", "alta", "de alta", "vigente", "miembro",
		"sí", "verdadero", "aceptado", "aceptada", "confirmado", "confirmada")
	w.add(access.Invited,
		"invited", "pending", "invitation sent", "invite sent", "invite pending", "pending invite", "pending invitation",
		"invitation pending", "awaiting", "not accepted", "unconfirmed", "provisioned",
		"invitado", "invitada", "pendiente", "invitación enviada", "invitación pendiente", "sin confirmar")
	w.add(access.Suspended,
		"suspended", "deactivated", "disabled", "inactive", "archived", "blocked", "locked", "banned", "deleted",
		"removed", "closed", "revoked", "no", "false", "0", "off", "not active",
		"suspendido", "suspendida", "desactivado", "desactivada", "deshabilitado", "deshabilitada", "inactivo",
		"inactiva", "archivado", "archivada", "bloqueado", "bloqueada", "baja", "de baja", "eliminado", "eliminada",
		"falso", "cerrado", "cerrada")
	for word, meaning := range r.Statuses {
		w[fold.Text(word)] = access.Status(meaning)
	}
	return w
}

// kindWords returns the meaning of the words of a kind column; an empty cell is a human.
func (r *Reading) kindWords() words[access.Kind] {
	w := words[access.Kind]{}
	w.add(access.Human,
		"", "human", "person", "user", "member", "employee", "regular", "standard", "normal", "full member", "admin", "owner",
		"humano", "humana", "persona", "usuario", "usuaria", "miembro", "empleado", "empleada")
	w.add(access.Guest,
		"guest", "external", "external user", "collaborator", "outside collaborator", "single-channel guest",
		"multi-channel guest", "restricted", "ultra restricted", "client", "partner", "visitor",
		"invitado", "invitada", "externo", "externa", "colaborador externo", "cliente")
	w.add(access.Bot,
		"bot", "app", "application", "service", "service account", "integration", "api", "api user", "machine",
		"robot", "system", "automation", "cuenta de servicio", "servicio", "integración", "aplicación", "sistema", "máquina")
	w.add(access.Shared,
		"shared", "shared mailbox", "mailbox", "resource", "room", "equipment", "group account", "group mailbox", "generic",
		"compartido", "compartida", "buzón", "buzón compartido", "cuenta compartida", "recurso", "sala", "genérico", "genérica")
	for word, meaning := range r.Kinds {
		w[fold.Text(word)] = access.Kind(meaning)
	}
	return w
}

// flagWords returns the meaning of the words of columns that say yes or no; an empty cell says neither.
func (r *Reading) flagWords() words[access.Tri] {
	w := words[access.Tri]{}
	w.add(access.Unknown, "", "unknown", "n/a", "na", "-", "–", "—", "?", "null", "desconocido")
	w.add(access.Yes,
		"yes", "y", "true", "1", "x", "✓", "✔", "✅", "on", "enabled", "active", "enrolled", "enforced", "has access", "user",
		"paid", "billable", "full", "member", "admin", "sí", "s", "verdadero", "activado", "activada", "habilitado", "activo",
		"inscrito", "inscrita")
	w.add(access.No,
		"no", "n", "false", "0", "off", "disabled", "inactive", "not enrolled", "none", "no access", "not enforced", "free",
		"unpaid", "falso", "desactivado", "desactivada", "deshabilitado", "inactivo", "ninguno", "ninguna", "sin acceso",
		"no inscrito", "no inscrita", "gratis")
	for word, meaning := range r.Flags {
		w[fold.Text(word)] = access.Tri(meaning)
	}
	return w
}

// nothing reports whether a cell says that there is nothing to say.
func nothing(cell string) bool {
	if len(cell) > 8 {
		return false
	}
	switch fold.Text(cell) {
	case "", "-", "--", "–", "—", "n/a", "na", "none", "null", "nil", "ninguno", "ninguna":
		return true
	}
	return false
}

// never reports whether a cell of a date says that the day has not come: "Never logged in".
func never(cell string) bool {
	text := fold.Text(short(cell))
	return nothing(cell) || strings.HasPrefix(text, "never") || strings.HasPrefix(text, "nunca")
}
