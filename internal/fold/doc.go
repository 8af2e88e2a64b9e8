// Package fold brings texts from outside into the forms in which they are compared, and into a form that is safe to
// show. Wherever two texts from different places meet, they meet in one of these forms.
package fold
