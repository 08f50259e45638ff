#!/bin/sh
# The container's first process: it waits for what the page has run beside it, and ends at once when it is told to.
trap 'exit 0' TERM INT
while :; do
  busybox sleep 3600 &
  wait $!
done
