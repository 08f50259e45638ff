#!/bin/sh
# Packs ROOT into OUT, without what the build itself keeps and mounts there.
set -eu
mksquashfs "$1" "$2" -noappend -no-progress -quiet -comp zstd -Xcompression-level 15 -b 256K -all-root -no-xattrs \
  -wildcards -e .pier 'dev/*' 'proc/*' 'sys/*' 'tmp/*' >&2
