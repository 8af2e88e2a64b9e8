package members_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"reconcile/internal/members"
	"reconcile/internal/table"
)

// export returns a file of n accounts in an order of its own.
func export(n int) string {
	var b strings.Builder
	b.WriteString("id,login,email,name,status,kind,employee_id,created,last_active,mfa,entitlements\n")
	for i := range n {
		k := (i * 7919) % n
		fmt.Fprintf(&b, "u%06d,login%d,person.%d@acme.example,Ada Lovelace %d,Active,human,E%06d,2024-03-%02d,2026-10-%02d,yes,",
			k, k, k, k%1000, k, k%28+1, k%28+1)
		fmt.Fprintf(&b, "team:t%d=member;role:r%d;site:s%d\n", k%60, k%50, k%9)
	}
	return b.String()
}

// rows returns a file of n accounts with a row for each of their memberships.
func rows(n, each int) string {
	var b strings.Builder
	b.WriteString("id,email,status,entitlements\n")
	for group := range each {
		for i := range n {
			fmt.Fprintf(&b, "u%06d,person.%d@acme.example,Active,team:t%d\n", i, i, (i+group)%200)
		}
	}
	return b.String()
}

func benchmark(b *testing.B, text string, accounts int, changes ...set) {
	path, o := file(b, text), options(b, changes...)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s, err := members.ReadFile(context.Background(), path, table.Options{}, o)
		if err != nil || len(s.Accounts) != accounts {
			b.Fatal(len(s.Accounts), err)
		}
	}
	var without, with runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&without)
	s, err := members.ReadFile(context.Background(), path, table.Options{}, o)
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&with)
	runtime.KeepAlive(s)
	b.ReportMetric(float64(with.HeapAlloc-without.HeapAlloc)/1e6, "MB-kept")
}

func BenchmarkRead100000Accounts(b *testing.B) { benchmark(b, export(100_000), 100_000, team) }

func BenchmarkRead200000Memberships(b *testing.B) {
	benchmark(b, rows(10_000, 20), 10_000, memberships)
}

// BenchmarkReadAnAccountOfManyMemberships shows whether a row looks at all those of its account before it.
func BenchmarkReadAnAccountOfManyMemberships(b *testing.B) {
	var text strings.Builder
	text.WriteString("id,entitlements\n")
	for i := range 100_000 {
		fmt.Fprintf(&text, "admin,team:t%d\n", i)
	}
	benchmark(b, text.String(), 1, memberships)
}
