#!/bin/sh
# Installs what is missing to build, run and try Beckon on Debian.
#
#   build-aux/deps.sh [--headless | --tests | --flatpak]
#
#   --headless  also what runs a window without a display
#   --tests     also what the tests need (this includes --headless)
#   --flatpak   also what builds and tries the Flatpak (this includes --headless)
#
# Safe to repeat: with nothing missing it only asks dpkg. On systems other than
# Debian it installs nothing, and says what is missing.
#
# Copyright the Beckon authors
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu

sets=base
case ${1:-} in
  '') ;;
  --headless) sets='base headless' ;;
  --tests) sets='base headless tests' ;;
  --flatpak) sets='base headless flatpak' ;;
  *) sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

# Package, and the oldest version that serves where Debian 12 has an older one;
# such a package comes from bookworm-backports there.
packages() {
  case $1 in
    base) cat <<'END'
meson
ninja-build
gcc
libc6-dev
pkg-config
gettext
itstool
desktop-file-utils
libgtk-4-bin
libglib2.0-dev-bin
libgtk-4-dev
libadwaita-1-dev
libglib2.0-dev
libsecret-1-dev
libqrencode-dev
libzbar-dev
libenchant-2-dev
libgstreamer1.0-dev
libgstreamer-plugins-base1.0-dev
gstreamer1.0-plugins-base
gstreamer1.0-plugins-good
libjson-glib-dev
libsoup-3.0-dev
libsqlite3-dev
libexpat1-dev
libfribidi-dev
libidn2-dev
libstrophe-dev 0.14
prosody 13
prosody-modules 0.0~hg2025
openssl
python3
python3-slixmpp
dbus
dbus-daemon
glib-networking
gsettings-desktop-schemas
adwaita-icon-theme
librsvg2-common
fonts-cantarell
END
    ;;
    headless) cat <<'END'
xvfb
openbox
xdotool
imagemagick
libglib2.0-bin
at-spi2-core
python3-gi
gir1.2-atspi-2.0
gnome-keyring
chromium
zbar-tools
fonts-noto-core
fonts-noto-cjk
fonts-noto-color-emoji
END
    ;;
    tests)
      # The runtime of libFuzzer; clang only recommends it.
      if [ "$VERSION_CODENAME" = bookworm ]; then echo libclang-rt-14-dev; else echo libclang-rt-dev; fi
      cat <<'END'
clang
hunspell-en-us
lua-check
appstream
libxml2-utils
mandoc
yelp-tools
locales
git
pipewire
wireplumber
gstreamer1.0-pipewire
gstreamer1.0-tools
qrencode
END
    ;;
    flatpak) cat <<'END'
flatpak
flatpak-builder
elfutils
ostree
mmdebstrap
bubblewrap
xdg-dbus-proxy
xdg-desktop-portal
fuse3
util-linux
END
    ;;
  esac
}

# What stands for the packages on a system that is not Debian.
say_what_is_missing() {
  missing=
  for module in gtk4 libadwaita-1 glib-2.0 libsecret-1 libqrencode json-glib-1.0 \
                libsoup-3.0 sqlite3 expat libstrophe; do
    pkg-config --exists "$module" 2>/dev/null || missing="$missing $module"
  done
  programs='meson ninja cc pkg-config msgfmt update-desktop-database prosody openssl python3'
  modules='slixmpp'
  case $sets in *headless*)
    programs="$programs Xvfb openbox xdotool import dbus-run-session gdbus gnome-keyring-daemon chromium zbarimg"
    modules="$modules gi" ;;
  esac
  case $sets in *tests*)
    programs="$programs clang luacheck appstreamcli xmllint mandoc yelp-check git" ;;
  esac
  case $sets in *flatpak*)
    programs="$programs flatpak flatpak-builder ostree eu-strip mmdebstrap bwrap xdg-dbus-proxy" ;;
  esac
  for program in $programs; do
    PATH="$PATH:/usr/sbin" command -v "$program" > /dev/null || missing="$missing $program"
  done
  for module in $modules; do
    /usr/bin/python3 -c "import $module" 2>/dev/null || missing="$missing python3-$module"
  done
  [ -z "$missing" ] && return
  echo "This is not Debian, so please install these yourself (Prosody 13 with the" >&2
  echo "community modules mod_sasl2, mod_sasl2_bind2, mod_sasl2_fast and mod_sasl2_sm):" >&2
  printf '  %s\n' $missing >&2
}

ID= VERSION_CODENAME=
[ -r /etc/os-release ] && . /etc/os-release
if [ "$ID" != debian ]; then
  say_what_is_missing
  exit 0
fi

wanted=$(for set in $sets; do packages "$set"; done)
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' \
  $(printf '%s\n' "$wanted" | cut -d ' ' -f 1) 2>/dev/null || true)

missing=
backports=
while read -r package oldest; do
  version=$(printf '%s\n' "$installed" | sed -n "s/^installed $package //p" | head -n 1)
  if [ -n "$version" ] && { [ -z "$oldest" ] || dpkg --compare-versions "$version" ge "$oldest"; }; then
    continue
  fi
  if [ -n "$oldest" ] && [ "$VERSION_CODENAME" = bookworm ]; then
    missing="$missing $package/bookworm-backports"
    backports=yes
  else
    missing="$missing $package"
  fi
done <<EOF2
$wanted
EOF2
[ -z "$missing" ] && exit 0

root=
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo > /dev/null; then
    echo "Not root, and there is no sudo. Please install as root:$missing" >&2
    exit 1
  fi
  root=sudo
fi
apt() { $root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@"; }

if [ -n "$backports" ] \
   && ! apt-get indextargets --format '$(RELEASE)' | grep -qx bookworm-backports; then
  sources=/etc/apt/sources.list.d/bookworm-backports.sources
  echo "Enabling Debian's bookworm-backports, for libstrophe and Prosody: $sources"
  $root tee "$sources" > /dev/null <<'END'
Types: deb
URIs: http://deb.debian.org/debian
Suites: bookworm-backports
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
END
fi

prosody_was_here=$(printf '%s\n' "$installed" | sed -n 's/^installed prosody .*/yes/p')
echo "Installing:$missing"
apt update
apt install -y --no-install-recommends $missing

# Debian starts a new Prosody on the standard ports. Beckon uses private servers
# of its own, so the one that came with this installation goes to sleep again.
if [ -z "$prosody_was_here" ]; then
  echo "Stopping and disabling the system's Prosody, which was installed just now."
  if [ -d /run/systemd/system ]; then
    $root systemctl disable --now prosody
  else
    $root update-rc.d prosody disable
    $root /etc/init.d/prosody stop
  fi
fi
