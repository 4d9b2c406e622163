#!/bin/sh
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command beside a PipeWire of its own, with a camera that sees a QR code:
#
#   with-camera.sh COMMAND [ARGUMENT...]
#
# The command finds in its environment the socket, BECKON_TEST_PIPEWIRE, and what
# the code says, BECKON_TEST_CODE; neither where something for this is missing.
# XDG_RUNTIME_DIR must be private.
set -eu
for program in pipewire wireplumber pw-cli gst-launch-1.0 qrencode; do
  command -v "$program" > /dev/null || exec "$@"
done
gst-inspect-1.0 pipewiresink > /dev/null 2>&1 || exec "$@"

log="$XDG_RUNTIME_DIR/camera.log"
pids=
stop() {
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  for pid in $pids; do wait "$pid" 2>/dev/null || true; done
}
trap stop EXIT
await() { # COMMAND...: until it succeeds
  for _ in $(seq 200); do
    if "$@"; then return; fi
    sleep 0.05
  done
  cat "$log" >&2
  exit 1
}
has_camera() { pw-cli ls Node 2>/dev/null | grep -q 'media.role = "Camera"'; }

export BECKON_TEST_PIPEWIRE="$XDG_RUNTIME_DIR/pipewire-0"
export BECKON_TEST_CODE='https://scan.example.org/scan/s/Zm9yIGEgZ29vZCBjb2RlIQ'
qrencode -s 8 -m 8 -o "$XDG_RUNTIME_DIR/code.png" "$BECKON_TEST_CODE"
pipewire >> "$log" 2>&1 &
pids="$! $pids"
await test -S "$BECKON_TEST_PIPEWIRE"
wireplumber >> "$log" 2>&1 &
pids="$! $pids"
gst-launch-1.0 -q filesrc location="$XDG_RUNTIME_DIR/code.png" ! pngdec ! imagefreeze is-live=true \
  ! videoconvert ! video/x-raw,format=RGB,framerate=10/1 ! identity drop-allocation=true \
  ! pipewiresink mode=provide stream-properties=props,media.class=Video/Source,media.role=Camera \
  >> "$log" 2>&1 &
pids="$! $pids"
await has_camera

status=0
"$@" || status=$?
exit $status
