package night

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"reconcile/internal/fold"
	"reconcile/internal/store"
)

// shortest is how many digits of a hash tell it from others.
const shortest = 8

// short is a hash as people are shown it, and as they accept it.
func short(hash string) string { return hash[:min(len(hash), 12)] }

// accepts reports whether what somebody accepts is that hash.
func accepts(given, hash string) bool {
	return len(given) >= shortest && strings.HasPrefix(hash, strings.ToLower(given))
}

// acceptable refuses a store that can't be used, and what can't be accepted: it must be named as it is tonight.
func (n *night) acceptable() error {
	var errs []error
	if strings.Contains(n.cfg.Store, "://") {
		errs = append(errs, errors.New("`store:` names a database server, which this version can't use: name a file"))
	}
	if n.cfg.Store == "" && (n.AcceptRules != "" || n.AcceptRoster != "" || len(n.AcceptShrink) > 0) {
		errs = append(errs, errors.New("without a `store:` there is nothing to accept: set one, or leave --accept-... out"))
	}
	if n.AcceptRules != "" && !accepts(n.AcceptRules, n.cfg.RulesHash) {
		errs = append(errs, fmt.Errorf("--accept-rules %s: tonight's rules are %s: review them, and name that",
			fold.Clean(n.AcceptRules), short(n.cfg.RulesHash)))
	}
	if n.AcceptRoster != "" && n.limited() {
		errs = append(errs, errors.New("--accept-roster sets what later rosters are held against, which only a whole night does: "+
			"leave --target and --person out"))
	}
	if errs == nil {
		return nil
	}
	return &Refusal{errors.Join(errs...)}
}

// accept writes down what somebody accepts, before anything rests on it. The roster is accepted once it was read.
func (n *night) accept(ctx context.Context) error {
	if !n.inLine() && (n.AcceptRules != "" || n.AcceptRoster != "" || len(n.AcceptShrink) > 0) {
		return &Refusal{errors.New("a rehearsal accepts nothing: leave --as-of out")}
	}
	if n.AcceptRules != "" {
		if err := n.memory.Accept(ctx, store.AcceptRules, n.cfg.RulesHash, n.By); err != nil {
			return err
		}
	}
	for _, target := range n.AcceptShrink {
		if err := n.memory.Accept(ctx, store.AcceptShrink, target, n.By); err != nil {
			return err
		}
	}
	return nil
}
