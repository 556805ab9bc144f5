#!/bin/sh
# @NAME@ @VERSION@ (@TARGET@): a program and the runtime it needs, unpacked on first use. That needs sh, coreutils and gzip;
# later starts need sh alone.
set -u
id=@ID@
runtime_size=@RUNTIME_SIZE@
program_size=@PROGRAM_SIZE@
payload_sha256=@PAYLOAD_SHA256@
header_size=@HEADER_SIZE@
program_names='@NAMES@'

# How a directory could not be used.
other_failure=1
fatal=3
no_programs=4

say() {
  printf 'error: %s\n\nhint: %s\n' "$1" "$2" >&2
}

# Whether a directory holds all of the program. A cleaner of old files may have left some of it, a crash empty files.
is_whole() {
  for name in deno $program_names; do
    [ -s "$1/$name" ] || return 1
  done
}

is_usable() {
  [ -x "$1/deno" ] && is_whole "$1"
}

# A directory for temporary files is everybody's: what is run from there must be the user's, and writable to nobody else.
is_own() {
  [ ! -L "$1" ] || return 1
  listed=$(LC_ALL=C ls -ldn "$1/" 2>/dev/null) || return 1
  # shellcheck disable=SC2086 # to be split
  set -- $listed
  [ "$3" = "$(id -u)" ] || return 1
  case $1 in
  d????-??-*) return 0 ;;
  *) return 1 ;;
  esac
}

# Some file systems allow no programs.
allows_programs() {
  printf '#!/bin/sh\n' >"$1/probe" && chmod +x "$1/probe" && "$1/probe" 2>/dev/null
}

# The bytes of a file from a position on, counted from 1. The reader may leave early, which is no error worth telling.
from() {
  tail -c "+$2" "$1" 2>/dev/null
}

payload() {
  from "$self" "$((header_size + 1))"
}

sum() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

# Fills a directory from the payload.
unpack() {
  payload | head -c "$runtime_size" | gzip -dc >"$1/deno" || return
  from "$self" "$((header_size + runtime_size + 1))" | head -c "$program_size" | gzip -dc >"$1/.all" || return
  offset=1
  while read -r size name; do
    from "$1/.all" "$offset" | head -c "$size" >"$1/$name" || return
    offset=$((offset + size))
  done <<'FILES'
@FILES@
FILES
  rm "$1/.all" && chmod +x "$1/deno" && is_whole "$1"
}

# Unpacks into a directory of its own and moves it into place: another start sees all of it or nothing.
install() {
  mkdir "$work/new" && allows_programs "$work" || exit "$no_programs"
  if [ "$(payload | sum)" != "$payload_sha256" ]; then
    say "Cannot unpack \"$self\": the file is damaged" 'copy it again, and compare it with SHA256SUMS'
    exit "$fatal"
  fi
  unpack "$work/new" || exit "$other_failure"
  if ! "$work/new/deno" --version >/dev/null 2>&1; then
    say 'Cannot start @NAME@: this system does not run programs for @TARGET@' \
      'take the file that was built for this system'
    exit "$fatal"
  fi
  if [ -e "$1/$id" ] && ! is_whole "$1/$id"; then
    mv "$1/$id" "$work/incomplete"
  fi
  # If another process was first after all, this moves the directory into that one's, from where it goes again.
  mv "$work/new" "$1/$id" 2>/dev/null
  rm -rf "$1/${id:?}/new"
}

# Breaks a lock whose process has ended on this host, and removes what it had unpacked. The lock only saves work: two
# processes that unpack at the same time do no harm.
break_lock() {
  read -r pid host left 2>/dev/null <"$lock/holder" || return
  [ "$host" = "$(uname -n)" ] || return
  ! kill -0 "$pid" 2>/dev/null || return
  case $left in
  */*) ;;
  .unpacking.*) rm -rf "${1:?}/$left" ;;
  esac
  rm -rf "$lock"
}

# Waits for the lock of a directory, or for the program that its holder unpacks. A lock is broken after a minute at most.
take_lock() {
  tries=0
  misses=0
  until mkdir "$lock" 2>/dev/null; do
    ! is_whole "$1/$id" || exit 0
    [ -d "$lock" ] || misses=$((misses + 1)) # given up this moment, or it cannot be made: a full disk
    [ "$misses" -lt 20 ] || exit "$other_failure"
    tries=$((tries + 1))
    [ "$((tries % 10))" -ne 0 ] || break_lock "$1"
    [ "$((tries % 600))" -ne 0 ] || rm -rf "$lock"
    sleep 0.1 2>/dev/null || sleep 1
  done
}

# Sees to it that a directory has the program. Runs in a shell of its own: mask and traps end with it.
prepare() (
  [ "$1" != "$shared" ] || umask 077
  mkdir -p "$1" 2>/dev/null
  [ -d "$1" ] && [ -w "$1" ] || exit "$other_failure"
  [ "$1" != "$shared" ] || is_own "$1" || exit "$other_failure"
  lock=$1/.lock-$id
  work=
  take_lock "$1"
  trap 'rm -rf "$lock" ${work:+"$work"}' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  ! is_whole "$1/$id" || exit 0
  work=$(mktemp -d "$1/.unpacking.XXXXXX") || exit "$other_failure"
  printf '%s %s %s\n' "$$" "$(uname -n)" "${work##*/}" >"$lock/holder"
  install "$1"
  is_whole "$1/$id" || exit "$other_failure"
)

# Prepares the first directory that can be used.
make() {
  for tool in chmod cut gzip head id ls mkdir mktemp mv rm sleep tail uname; do
    command -v "$tool" >/dev/null && continue
    say "Cannot unpack @NAME@: there is no program \"$tool\"" 'install coreutils and gzip, or set PATH'
    exit 1
  done
  self=$0
  [ -f "$self" ] || self=$(command -v -- "$0")
  refused=
  for cache in "$first" "$second" "$shared"; do
    [ -n "$cache" ] || continue
    prepare "$cache"
    status=$?
    case $status in
    0)
      found=$cache/$id
      return
      ;;
    "$other_failure") ;;
    "$fatal") exit 1 ;;
    "$no_programs") refused=$cache ;;
    *) exit "$status" ;; # a signal
    esac
  done
  if [ -n "$refused" ]; then
    say "Cannot run programs from \"$refused\": its file system does not allow it" \
      'set MOMO_CACHE to a directory on another one'
  else
    say "Cannot unpack @NAME@ into \"${cache:-$first}\": it cannot be written, or its disk is full" \
      'set MOMO_CACHE to a directory with 150 MB to spare'
  fi
  exit 1
}

# Where unpacked programs are kept, the preferred first.
second=
shared=
if [ -n "${MOMO_CACHE:-}" ]; then
  case $MOMO_CACHE in /*) first=$MOMO_CACHE ;; *) first=$PWD/$MOMO_CACHE ;; esac
else
  case ${XDG_CACHE_HOME:-} in /*) first=$XDG_CACHE_HOME/momo ;; *) first= ;; esac
  case ${HOME:-} in /*) [ ! -d "$HOME" ] || second=$HOME/.cache/momo ;; esac
fi
found=
for cache in "$first" "$second"; do
  if [ -n "$cache" ] && is_usable "$cache/$id"; then
    found=$cache/$id
    break
  fi
done
if [ -z "$found" ] && [ -z "${MOMO_CACHE:-}" ]; then
  case ${TMPDIR:-} in /*) shared=$TMPDIR ;; *) shared=/tmp ;; esac
  shared=$shared/momo-$(id -u)
  if is_own "$shared" && is_usable "$shared/$id"; then found=$shared/$id; fi
fi
[ -n "$found" ] || make
if [ ! -x "$found/deno" ]; then # the program is there, and its file system was mounted anew
  say "Cannot run programs from \"$found\": its file system does not allow it" \
    'set MOMO_CACHE to a directory on another one'
  exit 1
fi

MOMO_UNPACKED=$found
DENO_DIR=$found/cache
DENO_NO_UPDATE_CHECK=1
export MOMO_UNPACKED DENO_DIR DENO_NO_UPDATE_CHECK
start() {
  exec "$found/deno" run -q --no-prompt --no-config --no-lock --no-npm "$@"
}
# Whether the network is needed: for momo provide, and for metrics that are served.
needs_network() {
  [ "${1:-}" != provide ] || return 0
  previous=
  for word in "--metrics=${MOMO_METRICS:-}" "$@"; do
    [ "$previous" != --metrics ] || word=--metrics=$word
    case $word in
    --metrics=*/*) ;;
    --metrics=*:*[0-9]) return 0 ;;
    esac
    previous=$word
  done
  return 1
}
if needs_network "$@"; then start @NET_PERMISSIONS@ "$found/main.js" "$@"; fi
start @PERMISSIONS@ "$found/main.js" "$@"
