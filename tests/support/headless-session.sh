#!/bin/sh
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command in a throw-away desktop session: its own home, D-Bus session
# bus, X server and window manager, and nothing of the person's own session.
#
#   headless-session.sh COMMAND [ARGUMENT...]
#
# KEYRING=unlocked|locked|empty|missing  what libsecret meets (default: missing)
# SCREEN=1280x800x24               the size of the X screen
# SERVICES="NAME..."               more services that the bus may start, of those
#                                  in /usr/share/dbus-1/services
set -eu

here=$(cd "$(dirname "$0")" && pwd)
session=$(mktemp -d /tmp/beckon-session.XXXXXX)
pids=
cleanup() {
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  for pid in $pids; do wait "$pid" 2>/dev/null || true; done
  # The document portal, when something started it, mounts a file system here.
  fusermount3 -uzq "$session/run/doc" 2>/dev/null || true
  rm -rf --one-file-system "$session"
}
trap cleanup EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

export HOME="$session/home" XDG_RUNTIME_DIR="$session/run"
export XDG_CONFIG_HOME="$HOME/.config" XDG_DATA_HOME="$HOME/.local/share"
export XDG_CACHE_HOME="$HOME/.cache" XDG_STATE_HOME="$HOME/.local/state"
mkdir -p "$XDG_CONFIG_HOME/gtk-4.0" "$XDG_DATA_HOME/keyrings" "$XDG_CACHE_HOME" "$XDG_STATE_HOME"
mkdir -m 700 "$XDG_RUNTIME_DIR"

# No animations: a test must not wait for them, nor click on a moving target.
printf '[Settings]\ngtk-enable-animations=false\ngtk-font-name=Cantarell 11\n' > "$XDG_CONFIG_HOME/gtk-4.0/settings.ini"
# GSettings in memory, no portals, software drawing: the same on every machine.
export GSETTINGS_BACKEND=${GSETTINGS_BACKEND:-memory} GTK_USE_PORTAL=0 ADW_DISABLE_PORTAL=1
# (GL is turned off by GDK_DEBUG before GTK 4.16, and by GDK_DISABLE after.)
export GSK_RENDERER=cairo GDK_DEBUG=gl-disable GDK_DISABLE=gl,vulkan GDK_BACKEND=x11
export LC_ALL=C.UTF-8 TZ=UTC
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS AT_SPI_BUS_ADDRESS

# A bus that can start the accessibility bus, and nothing else on its own: not
# the portals, not gvfs, and the keyring only when it is asked for below.
mkdir "$session/services"
for service in org.a11y.Bus ${SERVICES:-}; do
  cp "/usr/share/dbus-1/services/$service.service" "$session/services/"
done
cat > "$session/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=$session</listen>
  <servicedir>$session/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END

# -displayfd: the server takes the first free number, and writes it once it
# accepts clients.
mkfifo "$session/ready" "$session/managed"
Xvfb -screen 0 "${SCREEN:-1280x800x24}" -nolisten tcp -noreset \
  -displayfd 3 3> "$session/ready" > "$session/xvfb.log" 2>&1 &
pids="$!"
if ! read -r number < "$session/ready" || [ -z "$number" ]; then
  cat "$session/xvfb.log" >&2
  exit 99
fi
export DISPLAY=":$number"
# What it is asked for while it starts, openbox may forget: a window that is never shown.
openbox --sm-disable --startup "sh -c 'echo > $session/managed'" \
  3> "$session/managed" > "$session/openbox.log" 2>&1 &
pids="$! $pids"
if ! read -r _ < "$session/managed"; then
  cat "$session/openbox.log" >&2
  exit 99
fi

# What the services of the bus say goes to a log; the command keeps its output.
status=0
dbus-run-session --config-file="$session/bus.conf" -- \
  sh -c 'exec "$@" >&3 2>&4 3>&- 4>&-' sh \
  sh "$here/with-keyring.sh" "${KEYRING:-missing}" "$@" \
  3>&1 4>&2 > "$session/bus.log" 2>&1 || status=$?
exit $status
