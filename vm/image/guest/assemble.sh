#!/bin/sh
# Makes the image's files of an unpacked Debian tree. Runs on the build machine, as root of the build's own
# namespace where it is not root: ROOT is the tree, ROOT/.pier/guest this folder, ROOT/.pier/out takes the results.
set -eu
root=$1
guest=$root/.pier/guest
out=$root/.pier/out
kernel=$(ls "$root/usr/lib/modules")
modules=usr/lib/modules/$kernel
in_root() { chroot "$root" "$@"; }
lines() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$1"; }
say() { echo "pier-step: $*" >&2; }
mkdir -p "$out"
# Tools of the image's own Debian that the build needs after they are gone from the tree.
mkdir -p "$root/.pier/tools"
cp "$root/usr/sbin/ldconfig" "$root/usr/bin/mkfs.erofs" "$root/.pier/tools/"
in_root /lib64/ld-linux-x86-64.so.2 --list /usr/bin/mkfs.erofs | grep -o '/[^ ]*' | while read -r library; do
  cp -L "$root$library" "$root/.pier/tools/"
done
# The docker command, compose and buildx for this machine, which the guest has too: Go programs that need no library of
# the tree but the C library, which every Linux has.
mkdir -p "$out/cli"
cp "$root/usr/bin/docker" "$root/usr/libexec/docker/cli-plugins/docker-compose" \
  "$root/usr/libexec/docker/cli-plugins/docker-buildx" "$out/cli/"
# mmdebstrap leaves no dpkg database behind, but the packages themselves: NAME_VERSION_ARCHITECTURE.deb.
(cd "$root/var/cache/apt/archives" && ls ./*.deb) | sed 's,^\./,,;s,_\([^_]*\)_[^_]*$, \1,;s/%3a/:/g' >"$out/versions"
[ -s "$out/versions" ] || { echo 'no packages in the cache of apt' >&2; exit 1; }

# What the packages want to be said, for whoever gives the image to others: they are not in it.
(cd "$root/usr/share" && tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --format=gnu -chf - \
  doc/*/copyright common-licenses) | gzip -n >"$out/licences.tar.gz"

say modules
cp "$root/boot/vmlinuz-$kernel" "$out/vmlinuz"
find "$root/$modules/kernel" -name '*.ko.xz' -exec unxz {} +
in_root depmod "$kernel"
lines "$guest/modules" >"$root/.pier/module-patterns"
# A module stays where a pattern names it or a module that stays needs it (modules.dep lists needs transitively).
awk '
  function to_regex(glob) { gsub(/\./, "\\.", glob); gsub(/\*/, ".*", glob); return "^kernel/" glob "\\.ko$" }
  FILENAME == ARGV[1] { patterns[to_regex($0)]; next }
  { sub(/:/, "", $1); for (p in patterns) if ($1 ~ p) { for (i = 1; i <= NF; i++) keep[$i]; break } }
  END { for (k in keep) print k }
' "$root/.pier/module-patterns" "$root/$modules/modules.dep" | sort >"$root/.pier/modules-kept"
(cd "$root/$modules" && find kernel -name '*.ko' | sort | comm -23 - "$root/.pier/modules-kept" | xargs rm -f)
find "$root/$modules/kernel" -type d -empty -delete
rm -f "$root/$modules/build" "$root/$modules/source" "$root/$modules"/modules.*.bin
in_root depmod "$kernel"

say initramfs
sh "$guest/initramfs.sh" "$root" "$kernel" >"$out/initramfs"

say trim
mkdir -p "$root/etc/ssl/certs"
find "$root/usr/share/ca-certificates" -name '*.crt' -exec cat {} + >"$root/.pier/certificates"
lines "$guest/keep" | (cd "$root" && while read -r pattern; do
  # An unmatched pattern means that a package has changed: better to stop here than to miss it in the guest.
  for path in $pattern; do
    [ -e "$path" ] || [ -L "$path" ] || { echo "keep: no '$path' in the packages" >&2; exit 1; }
    echo "$path"
  done
done) >"$root/.pier/keep"
while read -r path; do
  [ -f "$root/$path" ] && [ ! -L "$root/$path" ] || continue
  case "$(head -c 4 "$root/$path" | tr -d '\0')" in *ELF) ;; *) continue ;; esac
  in_root /lib64/ld-linux-x86-64.so.2 --list "/$path" 2>/dev/null | grep -o '/[^ ]*' | sed 's,^/\(lib\|lib64\)/,/usr/\1/,;s,^/,,' || true
done <"$root/.pier/keep" | sort -u >"$root/.pier/libraries"
while read -r path; do
  echo "$path"
  readlink -f "$root/$path" | sed "s,^$root/,,"
done <"$root/.pier/libraries" >>"$root/.pier/keep"
echo "usr/lib64/ld-linux-x86-64.so.2" >>"$root/.pier/keep"
sort -u "$root/.pier/keep" | sed 's,^,./,' >"$root/.pier/keep-sorted"
# -xdev: mmdebstrap mounts /proc and /sys of the build machine into the tree.
(cd "$root" && find . -xdev \( -path ./.pier -o -path ./dev -o -path "./$modules" \) -prune -o \( -type f -o -type l \) -print |
  sort | comm -23 - "$root/.pier/keep-sorted" | tr '\n' '\0' | xargs -0 rm -f)
find "$root/usr" "$root/etc" "$root/var" -mindepth 1 -depth -type d -empty -delete

# The guest's own files.
for dir in dev proc sys run tmp root home mnt var/lib/docker var/lib/containerd var/log etc/docker etc/containerd \
  etc/ssl/certs opt/cni/bin; do mkdir -p "$root/$dir"; done
chmod 1777 "$root/tmp"
chmod 700 "$root/root"
[ -e "$root/var/run" ] || ln -s ../run "$root/var/run"
cp "$root/.pier/certificates" "$root/etc/ssl/certs/ca-certificates.crt"
for applet in $(in_root busybox --list); do
  [ -e "$root/usr/bin/$applet" ] || [ -e "$root/usr/sbin/$applet" ] || [ -L "$root/usr/sbin/$applet" ] ||
    ln -s busybox "$root/usr/bin/$applet"
done
# Where the kernel, dockerd and the guest agent look for them. Not kmod's modprobe, which is linked to libcrypto: the
# kernel runs one for each module it asks for, and busybox, being static, starts four times faster under emulation.
for tool in init halt modprobe poweroff reboot; do ln -sf ../bin/busybox "$root/usr/sbin/$tool"; done
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  ln -sf xtables-nft-multi "$root/usr/sbin/$name"
done
cp -R "$guest/root/." "$root/"
# Without a cache the loader tries a dozen folders for each library of each program.
in_root /.pier/tools/ldconfig
chmod 755 "$root"/etc/pier/* "$root"/etc/pier/bin/* "$root"/etc/acpi/*/* "$root"/usr/sbin/*
printf 'PIER_IMAGE_KERNEL=%s\n' "$kernel" >"$root/etc/pier-image"

say pack
sh "$guest/pack.sh" "$root" "$out/root"
