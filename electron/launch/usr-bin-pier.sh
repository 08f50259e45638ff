#!/bin/sh
exec "/opt/Pier Desktop/resources/cli/electron/launch/pier" "$@"
