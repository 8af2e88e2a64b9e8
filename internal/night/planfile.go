package night

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"reconcile/internal/access"
)

// savedPlan is what a plan's file holds: the plan, with what it was made from.
type savedPlan struct {
	Schema  int             `json:"schema"`
	Run     access.RunHead  `json:"run"`
	Hash    string          `json:"hash"`
	Actions []access.Action `json:"actions"`
}

// WritePlan writes a run's plan as it can be carried out: {"sha256": H, "plan": P}, where H is the SHA-256 of the exact
// bytes of P.
func WritePlan(w io.Writer, run *access.Run) error {
	plan, err := json.Marshal(savedPlan{Schema: access.SchemaVersion, Run: run.Run, Hash: run.Plan.Hash, Actions: run.Plan.Actions})
	if err != nil {
		return fmt.Errorf("write plan: %w", err)
	}
	sum := sha256.Sum256(plan)
	_, err = fmt.Fprintf(w, "{\"sha256\":%q,\n\"plan\":%s}\n", hex.EncodeToString(sum[:]), plan)
	return err
}
