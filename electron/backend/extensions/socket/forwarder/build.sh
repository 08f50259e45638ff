#!/bin/sh
# Compiles forward.c into forwarder.ts, for each processor that extensions have images for. Needs gcc-x86-64-linux-gnu
# and gcc-aarch64-linux-gnu; what it makes is kept, so that nobody else does.
set -eu
cd "$(dirname "$0")"
compile() {
  "$1" -Os -Wall -Wextra -nostdlib -static -ffreestanding -fno-builtin -fno-stack-protector -fno-pie -no-pie \
    -fno-asynchronous-unwind-tables -Wl,--build-id=none,-z,noexecstack,-z,noseparate-code -s forward.c -o "$2"
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
compile "${CC_AMD64:-x86_64-linux-gnu-gcc}" "$work/amd64"
compile "${CC_ARM64:-aarch64-linux-gnu-gcc}" "$work/arm64"
for arch in amd64 arm64; do
  strip=$([ $arch = amd64 ] && echo "${STRIP_AMD64:-x86_64-linux-gnu-objcopy}" || echo "${STRIP_ARM64:-aarch64-linux-gnu-objcopy}")
  "$strip" --remove-section .comment "$work/$arch"
  packed=$(base64 -w0 "$work/$arch")
  sed -i "s|^  $arch: '.*',\$|  $arch: '$packed',|" forwarder-code.ts
done
