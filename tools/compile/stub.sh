#!/bin/sh
# @NAME@ @VERSION@ (@TARGET@): a program and the runtime it needs, unpacked on first use. Needs sh, coreutils and gzip.
set -u
umask 077
id=@ID@
runtime_size=@RUNTIME_SIZE@
program_size=@PROGRAM_SIZE@
payload_sha256=@PAYLOAD_SHA256@
header_size=@HEADER_SIZE@

fail() {
  printf 'error: %s\n\nhint: %s\n' "$1" "$2" >&2
  exit 1
}

case $0 in
*/*) self=$0 ;;
*) self=$(command -v -- "$0") ;;
esac

# A directory that others can write to is only trusted if this one is the user's own.
is_own() {
  [ -d "$1" ] && [ -O "$1" ] && [ ! -L "$1" ]
}

sum() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

payload() {
  tail -c "+$((header_size + 1))" "$self"
}

# Unpacks into a directory of its own and moves it into place: another start sees all of it or nothing.
unpack() {
  work=$(mktemp -d "$1/.unpacking.XXXXXX") || return 1
  trap 'rm -rf "$work"' EXIT HUP INT TERM
  if [ "$(payload | sum)" != "$payload_sha256" ]; then
    fail "Cannot start \"$self\": the file is damaged" "copy it again"
  fi
  payload | head -c "$runtime_size" | gzip -dc >"$work/deno" || return 1
  payload | tail -c "+$((runtime_size + 1))" | head -c "$program_size" | gzip -dc >"$work/.program" || return 1
  offset=1
  while read -r size name; do
    tail -c "+$offset" "$work/.program" | head -c "$size" >"$work/$name" || return 1
    offset=$((offset + size))
  done <<'FILES'
@FILES@
FILES
  rm "$work/.program"
  chmod 700 "$work/deno" || return 1
  if mv "$work" "$1/$id" 2>/dev/null && [ ! -e "$1/$id/${work##*/}" ]; then
    trap - EXIT HUP INT TERM
  else # another process was first; mv may have moved this copy into that one's
    rm -rf "$work" "$1/$id/${work##*/}"
    trap - EXIT HUP INT TERM
  fi
}

# Whether the process that holds the lock has ended, as far as this host can tell.
is_left() {
  read -r host pid <"$1/holder" 2>/dev/null || return 1
  [ "$host" = "$(uname -n)" ] && ! kill -0 "$pid" 2>/dev/null
}

# One process unpacks, the others wait for it; the lock of one that died is taken over, at the latest after a minute.
prepare() {
  mkdir -p "$1" 2>/dev/null && [ -w "$1" ] || return 1
  lock="$1/.lock-$id"
  waited=0
  until mkdir "$lock" 2>/dev/null; do
    [ -e "$1/$id/main.js" ] && return 0
    if [ "$waited" -ge 600 ] || { [ "$((waited % 10))" -eq 9 ] && is_left "$lock"; }; then
      rm -rf "$lock"
      waited=0
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  printf '%s %s\n' "$(uname -n)" "$$" >"$lock/holder"
  status=0
  [ -e "$1/$id/main.js" ] || unpack "$1" || status=1
  rm -rf "$lock"
  return "$status"
}

# Where unpacked programs are kept: the first of these that holds this one already, else the first that can be written.
if [ -n "${MOMO_CACHE:-}" ]; then
  first=$MOMO_CACHE second= third=
else
  first=${XDG_CACHE_HOME:+$XDG_CACHE_HOME/momo}
  second=
  [ -n "${HOME:-}" ] && [ -d "$HOME" ] && second=$HOME/.cache/momo
  third=${TMPDIR:-/tmp}/momo-$(id -u)
fi
home=
for cache in "$first" "$second" "$third"; do
  [ -n "$cache" ] && [ -e "$cache/$id/main.js" ] || continue
  [ "$cache" != "$third" ] || is_own "$cache" || continue
  home=$cache/$id
  break
done
if [ -z "$home" ]; then
  for cache in "$first" "$second" "$third"; do
    [ -n "$cache" ] || continue
    if [ "$cache" = "$third" ]; then
      mkdir -p "$cache" 2>/dev/null
      is_own "$cache" || continue
    fi
    if prepare "$cache"; then
      home=$cache/$id
      break
    fi
  done
fi
if [ -z "$home" ]; then
  fail "Cannot unpack @NAME@: no directory to keep it in can be written" "set MOMO_CACHE to one"
fi
if [ ! -x "$home/deno" ]; then
  fail "Cannot start \"$home/deno\": programs may not be run from there" "set MOMO_CACHE to a directory where they may"
fi

MOMO_UNPACKED=$home
DENO_DIR=$home/cache
DENO_NO_UPDATE_CHECK=1
export MOMO_UNPACKED DENO_DIR DENO_NO_UPDATE_CHECK
exec "$home/deno" run -q --no-prompt --no-config --no-lock --no-npm @PERMISSIONS@ "$home/main.js" "$@"
