#!/bin/sh
# Tells what the engine's own API does not: sizes of files in its folder, which is mounted read-only at /engine.
#
#   usage.sh logs                each container's log
#   usage.sh rest                what is neither images, containers nor volumes
#   usage.sh volume NAME [PATH]  what is in a volume, or in a folder of it; folders end with /
#
# Prints lines: bytes on the disk, a tab, a name. A name with a line break is left out.
# Exit codes: 3 where the folder that is asked for is not here: the engine keeps its data elsewhere.

ROOT=/engine

# du counts in KiB.
bytes() {
  while IFS="$(printf '\t')" read -r kib path; do
    printf '%s\t%s\n' "$((kib * 1024))" "${path#"$1"}"
  done
}

case ${1:-} in
logs)
  [ -d "$ROOT/containers" ] || exit 3
  for folder in "$ROOT"/containers/*/; do
    id=${folder%/}
    total=$(busybox du -k -s "$folder" 2>/dev/null | busybox cut -f 1)
    printf '%s\t%s\n' "$((${total:-0} * 1024))" "${id##*/}"
  done
  ;;
rest)
  [ -d "$ROOT/containers" ] || exit 3
  for folder in "$ROOT"/*/; do
    name=${folder%/}
    name=${name##*/}
    case $name in
    overlay2 | image | containers | volumes | vfs | btrfs | zfs | fuse-overlayfs | containerd) continue ;;
    esac
    busybox du -k -s "${folder%/}" 2>/dev/null
  done | bytes "$ROOT/"
  ;;
volume)
  case "${2:-}" in '' | */* | . | ..) exit 2 ;; esac
  case "/${3:-}/" in */../*) exit 2 ;; esac
  folder=$ROOT/volumes/$2/_data${3:+/$3}
  [ -d "$folder" ] && [ ! -L "$folder" ] || exit 3
  for entry in "$folder"/* "$folder"/.[!.]* "$folder"/..?*; do
    { [ -e "$entry" ] || [ -L "$entry" ]; } || continue
    kib=$(busybox du -k -s "$entry" 2>/dev/null | busybox cut -f 1)
    name=${entry##*/}
    [ -d "$entry" ] && [ ! -L "$entry" ] && name=$name/
    case $name in *"
"*) continue ;; esac
    printf '%s\t%s\n' "$((${kib:-0} * 1024))" "$name"
  done
  ;;
*)
  echo "usage: usage.sh logs | rest | volume NAME [PATH]" >&2
  exit 2
  ;;
esac
