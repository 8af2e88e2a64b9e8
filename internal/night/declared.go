package night

import (
	"context"

	"reconcile/internal/access"
)

// declared returns the declarations of who is one human, without the ids that no roster has any more and an earlier one had: HR
// drops old records, and what was declared stays so. former are those of them that people had, by who has them.
func (n *night) declared(
	ctx context.Context, parts []access.Roster,
) (merges []access.Merge, former map[string][]string, err error) {
	all := n.cfg.Rules.Known.Merges
	if n.memory == nil || len(all) == 0 {
		return all, nil, nil
	}
	there := map[string]bool{}
	for i := range parts {
		for k := range parts[i].People {
			there[parts[i].People[k].ID] = true
		}
	}
	var ids []string
	for _, m := range all {
		ids = append(append(ids, m.Person), m.Was...)
	}
	knew, err := n.memory.Knew(ctx, ids)
	if err != nil {
		return nil, nil, &storeFault{err}
	}
	former = map[string][]string{}
	for _, m := range all {
		if !there[m.Person] && knew[m.Person] {
			continue // their last record tells
		}
		kept := access.Merge{Person: m.Person, At: m.At}
		for _, id := range m.Was {
			if there[id] || !knew[id] {
				kept.Was = append(kept.Was, id)
			} else {
				former[m.Person] = append(former[m.Person], id)
			}
		}
		if len(kept.Was) > 0 {
			merges = append(merges, kept)
		}
	}
	return merges, former, nil
}
