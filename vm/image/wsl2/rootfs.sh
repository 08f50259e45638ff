#!/bin/sh
# Makes of the tree of the machine's image what WSL imports: ROOT/.pier/out/rootfs.tar.gz, the system, which the next
# version replaces, and data.tar.gz, the distribution that keeps the data. Runs after assemble.sh, as it does.
set -eu
root=$1
wsl2=$root/.pier/wsl2
out=$root/.pier/out
pack() { tar --create --numeric-owner --owner=0 --group=0 --sort=name --mtime=@0 --gzip --file="$1" --directory="$2" \
  --exclude=./.pier --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' --exclude='./tmp/*' .; }

echo 'pier-step: rootfs' >&2
# WSL brings kernel and modules.
rm -rf "$root"/usr/lib/modules/* "$root"/boot/*
cp -R "$wsl2/root/." "$root/"
cat "$wsl2/functions" >>"$root/etc/pier/functions"
chmod 755 "$root"/etc/pier/* "$root"/etc/pier/wsl/*
rm -f "$root/etc/pier/late" "$root/etc/pier/run-guest-agent"
# The network is that of all distributions: only Windows reaches the engine, on a port of its own.
sed -i 's,tcp://0\.0\.0\.0:2376,"tcp://127.0.0.1:$(cat /run/pier/config/port)",' "$root/etc/pier/run-dockerd"
grep -q 'tcp://127.0.0.1:\$(cat /run/pier/config/port)' "$root/etc/pier/run-dockerd"
pack "$out/rootfs.tar.gz" "$root"

data=$root/.pier/data
mkdir -p "$data/bin" "$data/etc" "$data/proc" "$data/sys" "$data/dev" "$data/run" "$data/tmp" "$data/mnt" "$data/root"
cp "$root/usr/bin/busybox" "$data/bin/busybox"
for applet in $(chroot "$root" busybox --list); do
  [ "$applet" = busybox ] || ln -s busybox "$data/bin/$applet"
done
printf 'root:x:0:0:root:/root:/bin/sh\n' >"$data/etc/passwd"
printf 'root:x:0:\n' >"$data/etc/group"
cp -R "$wsl2/data/." "$data/"
chmod 755 "$data/hold"
pack "$out/data.tar.gz" "$data"
