package members

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"reconcile/internal/access"
	"reconcile/internal/fold"
	"reconcile/internal/table"
)

// Reading is how an export writes what a snapshot holds: the options that all files of accounts share.
type Reading struct {
	Columns            map[string]string     `option:"columns" help:"Headers that are not recognised by themselves, by field." example:"{id: Member ID}"`
	Rows               string                `option:"rows" help:"What a row is: one account, or one membership of an account." enum:"accounts,memberships" default:"accounts"`
	EntitlementType    string                `option:"entitlement_type" help:"The type of what stands in the column of entitlements, where it carries none." example:"group"`
	EntitlementColumns map[string]string     `option:"entitlement_columns" help:"Columns of entitlements by header, each with its type." example:"{Role: role, Teams: team}"`
	EntitlementFlags   map[string]string     `option:"entitlement_flags" help:"Columns that say yes or no, by header, each with the access it stands for." example:"{Jira Software: \"product:jira\"}"`
	Separator          string                `option:"separator" help:"What stands between the entitlements of one cell." default:";" example:","`
	Levels             map[string][]string   `option:"levels" help:"The levels of an entitlement type from low to high; its access is then written type:name=level." example:"{team: [member, maintainer]}"`
	Statuses           map[string]StatusWord `option:"statuses" help:"Words of the status column that are not known: enabled, invited or suspended." example:"{frozen: suspended}"`
	Kinds              map[string]KindWord   `option:"kinds" help:"Words of the kind column that are not known: human, guest, bot or shared." example:"{vendor: guest}"`
	Flags              map[string]FlagWord   `option:"flags" help:"Words of columns that say yes or no and are not known." example:"{enforced: yes}"`
	Dates              string                `option:"dates" help:"How a date such as 03/04/2026 is read." enum:"iso,dmy,mdy" default:"iso"`
	Exported           access.Date           `option:"exported" help:"The day of the export; left out, the day the file was written." example:"2026-11-20"`
}

// Options are what turns the rows of one export into a snapshot.
type Options struct {
	Reading Reading
	// Now is the clock, in the zone whose days count.
	Now func() time.Time
}

// Check makes sure that the options fit each other.
func (o *Options) Check() error {
	r := &o.Reading
	fields := fieldNames()
	for _, field := range slices.Sorted(maps.Keys(r.Columns)) {
		if !slices.Contains(fields, field) {
			return fmt.Errorf("`columns:` has %q, which is no field%s: there are %s", fold.Clean(field), fold.Suggest(field, fields),
				strings.Join(fields, ", "))
		}
	}
	if err := typeName("entitlement_type", r.EntitlementType); r.EntitlementType != "" && err != nil {
		return err
	}
	for _, header := range slices.Sorted(maps.Keys(r.EntitlementColumns)) {
		if err := typeName("entitlement_columns", r.EntitlementColumns[header]); err != nil {
			return err
		}
	}
	known := newEntitlements(r)
	for _, entitlementType := range slices.Sorted(maps.Keys(r.Levels)) {
		if other := known.levelled[fold.Key(entitlementType)]; other != entitlementType {
			return fmt.Errorf("`levels:` has both %s and %s: a type is the same in whatever case", entitlementType, other)
		}
		if err := levelNames(entitlementType, r.Levels[entitlementType]); err != nil {
			return err
		}
	}
	for _, header := range slices.Sorted(maps.Keys(r.EntitlementFlags)) {
		key := r.EntitlementFlags[header]
		e, ok := known.parse(key, "")
		if !ok || fold.Key(e.Type) == access.AccountType {
			return fmt.Errorf("`entitlement_flags:` has %q, which is no access: write type:name, such as product:jira", fold.Clean(key))
		}
		if order := r.Levels[e.Type]; e.Level != "" && len(order) > 0 && rank(order, e.Level) < 0 {
			return fmt.Errorf("`entitlement_flags:` has %q, and %q is no level of %s: there are %q", fold.Clean(key), fold.Clean(e.Level),
				e.Type, order)
		}
	}
	if r.Separator == "" {
		return fmt.Errorf("`separator:` is empty: write what stands between the entitlements of one cell, such as ;")
	}
	return nil
}

func typeName(key, name string) error {
	if name == "" || fold.Key(name) == access.AccountType || strings.ContainsAny(name, ":=* \t\n") {
		return fmt.Errorf("`%s:` has %q, which is no type of access: write one word, such as group", key, fold.Clean(name))
	}
	return nil
}

// levelNames makes sure that no two levels of a type could be one.
func levelNames(entitlementType string, order []string) error {
	if err := typeName("levels", entitlementType); err != nil {
		return err
	}
	for i, level := range order {
		if strings.TrimSpace(level) != level || level == "" || rank(order, level) < i {
			return fmt.Errorf("`levels:` has %q for %s, which is empty or stands twice: write each level once, from low to high",
				fold.Clean(level), entitlementType)
		}
	}
	return nil
}

func (r *Reading) order() table.Order {
	switch r.Dates {
	case "dmy":
		return table.DMY
	case "mdy":
		return table.MDY
	default:
		return table.YMD
	}
}

// taken is the time the data is of: the configured day, else when the file was written.
func (o *Options) taken(modified time.Time) time.Time {
	d := o.Reading.Exported
	if d == 0 {
		return modified
	}
	zone := time.UTC
	if o.Now != nil {
		zone = o.Now().Location()
	}
	year, month, day := d.Time().Date()
	return time.Date(year, month, day, 0, 0, 0, 0, zone)
}
