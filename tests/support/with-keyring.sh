#!/bin/sh
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Runs a command with a keyring in a given state, on a private session bus:
#
#   with-keyring.sh missing|unlocked|locked|empty COMMAND [ARGUMENT...]
#
#   missing   nothing owns org.freedesktop.secrets, and nothing can be started
#   unlocked  an empty login keyring, open
#   locked    a login keyring with the password "test", locked; no prompter, so
#             that unlocking fails at once instead of waiting for a person
#   empty     the service runs, but there is no keyring at all yet
#
# In every state but "missing", `keyring-unlock.py test` (GNOME_KEYRING_CONTROL is
# set) opens the login keyring while the program runs.
# HOME (XDG_DATA_HOME) and XDG_RUNTIME_DIR must be private: the keyrings go there.
set -eu
state=$1; shift

[ "$state" = missing ] && exec "$@"

export GNOME_KEYRING_CONTROL="$XDG_RUNTIME_DIR/keyring"
daemon=
start() { # PASSWORD-FILE [OPTION]: the daemon reads the password from its standard input
  input=$1; shift
  gnome-keyring-daemon --foreground --components=secrets \
    --control-directory="$GNOME_KEYRING_CONTROL" "$@" \
    < "$input" > /dev/null 2>> "$XDG_RUNTIME_DIR/keyring.log" &
  daemon=$!
  gdbus wait --session --timeout 10 org.freedesktop.secrets
}
stop() { kill "$daemon" 2>/dev/null || true; wait "$daemon" 2>/dev/null || true; }
trap stop EXIT

mkdir -p "$XDG_DATA_HOME/keyrings"
# Otherwise the first item stored would ask for a name and a password.
[ "$state" = empty ] || printf login > "$XDG_DATA_HOME/keyrings/default"

printf test > "$XDG_RUNTIME_DIR/password"
case $state in
  unlocked) start "$XDG_RUNTIME_DIR/password" --unlock ;;
  locked)
    start "$XDG_RUNTIME_DIR/password" --unlock   # makes the keyring
    stop
    start /dev/null                              # finds it, locked
    ;;
  empty) start /dev/null ;;
  *) echo "unknown keyring state: $state" >&2; exit 2 ;;
esac
status=0
"$@" || status=$?
exit $status
