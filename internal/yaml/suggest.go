package yaml

import "reconcile/internal/fold"

// Suggest returns ", did you mean `department`?" where one of the known words is close to the given one, "" otherwise.
func Suggest(word string, known []string) string { return fold.Suggest(word, known) }
