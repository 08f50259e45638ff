#!/bin/sh
# A command of a packaged Pier: runs the script of the same name beside it with the Node that Pier comes with. The desktop
# app's own program cannot be asked to: it is built to run nothing but the app.
set -eu
self=$0
# It is mostly reached by a link; not every system's readlink knows -f.
while [ -L "$self" ]; do
	target=$(readlink "$self")
	case $target in
	/*) self=$target ;;
	*) self=$(dirname "$self")/$target ;;
	esac
done
folder=$(CDPATH='' cd -- "$(dirname "$self")" && pwd -P)
name=$(basename "$self")
exec "$folder/../../../node/node" "$folder/$name.mjs" "$@"
