// Package permute moves large things into order: what is sorted are small keys, and each thing is moved once.
package permute

// Apply brings the things into an order: order[i] is where the i-th of them is now. The order is used up.
func Apply[T any](things []T, order []int32) {
	const done = -1
	for i := range order {
		// follow the cycle that begins here: every place takes the thing that belongs to it
		if order[i] == done || int(order[i]) == i {
			continue
		}
		first, at := things[i], i
		for {
			from := int(order[at])
			order[at] = done
			if from == i {
				things[at] = first
				break
			}
			things[at] = things[from]
			at = from
		}
	}
}
