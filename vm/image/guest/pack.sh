#!/bin/sh
# Packs ROOT into OUT, without what the build itself keeps and mounts there. mkfs.erofs is that of the image's own
# Debian: older ones know neither zstd nor a compressor for each file.
#
# What a boot reads is packed with lz4, the rest with zstd. Measured under emulation, processor time to read dockerd
# (94 MB) once from a cold cache: squashfs zstd 1.5 s, squashfs lz4 0.9 s, erofs lz4 0.7 s, not packed 0.6 s; and 300
# single pages of it: squashfs zstd 6.3 s, squashfs lz4 6.5 s, erofs lz4 2.5 s. All of it with lz4 would be over the
# limit of the image's size; zstd's higher levels save 1 % and take minutes.
set -eu
root=$1
out=$2
tools=$root/.pier/tools
cat >"$root/.pier/hints" <<'EOF'
262144 1 ^usr/libexec/docker/cli-plugins/
262144 1 ^usr/bin/(docker|containerd-shim-runc-v2)$
262144 1 ^usr/lib/modules/[^/]*/kernel/(arch|crypto|fs|lib)/
262144 1 ^usr/lib/modules/[^/]*/kernel/net/(sched|sctp|sunrpc|vmw_vsock|xfrm)/
EOF
"$tools"/ld-linux-* --library-path "$tools" "$tools/mkfs.erofs" --quiet -zlz4hc,level=9:zstd,level=6 -C32768 \
  --compress-hints="$root/.pier/hints" --all-root -x-1 -T0 -U clear \
  --exclude-path=.pier --exclude-regex='^(dev|proc|sys|tmp|boot)/.' "$out" "$root" >&2
