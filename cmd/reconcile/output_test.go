package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestWhatIsNoFileIsWrittenToAndNotReplaced(t *testing.T) {
	dir := folder(t, "")
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no named pipes here:", err)
	}
	// who opens a pipe for both waits for nobody, and what is written stays in it
	reader, err := os.OpenFile(pipe, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	command := exec.CommandContext(t.Context(), "reconcile", "run", "--format", "csv", "--output", "pipe")
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Lstat(pipe)
	if err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Fatalf("the pipe is %v, %v", info.Mode(), err)
	}
	buffer := make([]byte, 1<<16)
	n, err := reader.Read(buffer)
	if err != nil || !strings.Contains(string(buffer[:n]), "verdict") {
		t.Errorf("%q, %v", buffer[:n], err)
	}
}
