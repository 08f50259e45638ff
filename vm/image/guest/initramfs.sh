#!/bin/sh
# Writes the initramfs to standard output: busybox, /init, and the modules that mount the root. The archive is not
# compressed: it is small, and unpacking costs more under emulation than loading does.
set -eu
root=$1
kernel=$2
guest=$root/.pier/guest
tree=$root/.pier/initramfs
rm -rf "$tree"
mkdir -p "$tree/bin" "$tree/dev" "$tree/proc" "$tree/sys" "$tree/lower" "$tree/over" "$tree/modules"
cp "$root/usr/bin/busybox" "$tree/bin/busybox"
ln -s busybox "$tree/bin/sh"
install -m 755 "$guest/initramfs/init" "$tree/init"
# Numbered, so that /init loads them in the order of their needs.
count=10
for module in virtio_blk erofs overlay; do
  for path in $(chroot "$root" modprobe -S "$kernel" -D "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'); do
    [ -z "$(find "$tree/modules" -name "??-$(basename "$path")")" ] || continue
    cp "$root$path" "$tree/modules/$count-$(basename "$path")"
    count=$((count + 1))
  done
done
chroot "$root" busybox sh -c 'cd /.pier/initramfs && find . | sort | cpio -o -H newc'
