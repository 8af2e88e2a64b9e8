module reconcile

go 1.26.0
