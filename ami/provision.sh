#!/usr/bin/env bash
# Turns a plain Debian 12 into a Facefleet machine. A second run changes nothing.
#
#   provision.sh [SOURCE]      as root; SOURCE is the repository, by default the one this script lies in
#
# It needs no running systemd, so it works in a chroot too. Where packages come from is the business of apt's and pip's
# own configuration and variables. FACEFLEET_COMMIT names the commit where SOURCE is no git checkout.
set -euo pipefail
umask 022

SOURCE=$(realpath "${1:-$(dirname "$0")/..}")
readonly SOURCE
readonly INSTALLED=/opt/facefleet
readonly APP=$INSTALLED/app MODELS=$INSTALLED/models
readonly PACKAGES=(ca-certificates python3 python3-venv systemd)
readonly UNITS=(facefleet-{settings,prefetch,worker,web,controller}.service facefleet-logs@{worker,web,controller}.service)
# machines are replaced by those of a newer image, never upgraded in place; and an upgrade at boot would delay the first answer
readonly UNWANTED=(apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer man-db.timer)
readonly RUNTIMES=(onnx-fp32 openvino-bf16 openvino-int8)
export DEBIAN_FRONTEND=noninteractive PYTHONDONTWRITEBYTECODE=1 ORT_DISABLE_TELEMETRY=1

main() {
  [ "$(id -u)" = 0 ] || fail "provision.sh must run as root"
  [ -f "$SOURCE/worker_requirements.txt" ] || fail "$SOURCE is not Facefleet's repository"
  step "Debian's timers" stop_timers
  step "Debian packages" install_packages
  step "user" make_user
  step "source" install_source
  step "worker's Python packages" install_venv worker worker_requirements.txt
  step "web tier's Python packages" install_venv web requirements.txt
  step "models" convert_models
  step "units" install_units
  step "self-test" self_test
  step "list of what a start reads" list_what_a_start_reads
  step "provenance" write_provenance
}

step() {
  printf 'facefleet: %s\n' "$1" >&2
  shift
  "$@"
}

fail() {
  printf 'facefleet: %s\n' "$1" >&2
  exit 1
}

# First of all: what runs by itself soon after the first boot would hold apt's locks.
stop_timers() {
  command -v systemctl >/dev/null || return 0 # a root without systemd, where nothing runs by itself
  mask_timers
  [ ! -d /run/systemd/system ] || systemctl --quiet stop apt-daily.timer apt-daily-upgrade.timer apt-daily.service
}

mask_timers() { systemctl --quiet mask "${UNWANTED[@]}"; }

install_packages() {
  dpkg-query --show "${PACKAGES[@]}" >/dev/null 2>&1 && [ -e $INSTALLED/PROVENANCE.json ] && return
  patient_apt update
  patient_apt upgrade
  patient_apt install --no-install-recommends "${PACKAGES[@]}"
  apt-get clean
  rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin
}

# An upgrade that has begun is let finish. Nobody is there to be asked about a configuration file that the base image
# changed and the newer package too: the base image's own stays.
patient_apt() {
  apt-get --quiet=2 --yes --option=DPkg::Lock::Timeout=300 \
    --option=DPkg::Options::=--force-confdef --option=DPkg::Options::=--force-confold "$@" >/dev/null
}

make_user() {
  id facefleet >/dev/null 2>&1 ||
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin facefleet
}

install_source() {
  local digest
  digest=$(cd "$SOURCE" && python3 -m ami.source digest)
  is_made_of "$APP" "$digest" && return
  rm -rf "$APP"
  mkdir -p "$APP"
  (cd "$SOURCE" && python3 -m ami.source files) |
    tar --create --directory="$SOURCE" --files-from=- --owner=root --group=root --mode='u=rwX,go=rX' |
    tar --extract --directory="$APP"
  compile "$APP"
  made_of "$APP" "$digest"
}

# install_venv ROLE REQUIREMENTS: made anew whenever the requirements or Python are others
install_venv() {
  local venv=$INSTALLED/venv-$1 digest
  digest=$( (python3 --version && cat "$APP/$2") | sha256sum | cut -d ' ' -f 1)
  is_made_of "$venv" "$digest" && return
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --no-cache-dir --no-compile --requirement "$APP/$2"
  compile "$venv/lib"
  made_of "$venv" "$digest"
}

# Bytecode that is never compared with its source: each start reads one file instead of two. Some packages
# bring templates and old code that are no Python; nobody imports them.
compile() {
  python3 -m compileall -q -j 0 --invalidation-mode unchecked-hash "$1" >/dev/null || true
}

# What a folder was made of is written when it is complete, so that whatever was interrupted is made again.
is_made_of() { [ "$(cat "$1/.made-of" 2>/dev/null)" = "$2" ]; }
made_of() { printf '%s\n' "$2" >"$1/.made-of"; }

# Workers cannot write the folder: whatever runtime their processor calls for must be there.
convert_models() {
  local runtime
  mkdir -p "$MODELS"
  for runtime in "${RUNTIMES[@]}"; do
    in_app env FACEFLEET_MODELS=$MODELS FACEFLEET_RUNTIME="$runtime" $INSTALLED/venv-worker/bin/python -m app_tier.convert ||
      printf 'facefleet: no models for %s: workers with such processors need an image that was built on one\n' "$runtime" >&2
  done
  in_app env FACEFLEET_MODELS=$MODELS $INSTALLED/venv-worker/bin/python -m app_tier.convert
}

install_units() {
  local unit
  while read -r unit; do
    cmp --silent "$APP/ami/units/$unit" "/etc/systemd/system/$unit" ||
      install -D --mode=644 "$APP/ami/units/$unit" "/etc/systemd/system/$unit"
  done < <(cd "$APP/ami/units" && find . -type f)
  systemctl --quiet enable "${UNITS[@]}"
  mask_timers
}

self_test() { as_worker -m app_tier.self_test; }

# As the worker will be: no rights, and of all that is installed nothing that it could write.
as_worker() {
  in_app setpriv --reuid=facefleet --regid=facefleet --clear-groups --no-new-privs --bounding-set=-all \
    env --ignore-environment PATH="$PATH" PYTHONDONTWRITEBYTECODE=1 ORT_DISABLE_TELEMETRY=1 FACEFLEET_MODELS=$MODELS \
    $INSTALLED/venv-worker/bin/python "$@"
}

# A volume made from a snapshot fetches each block when it is first read, slowly. Which files a start reads is found by
# their times of access; facefleet-prefetch.service reads just those, early.
list_what_a_start_reads() {
  local list=$INSTALLED/prefetch.list
  [ "$list" -nt "$APP/.made-of" ] && [ "$list" -nt $INSTALLED/venv-worker/.made-of ] && return
  find $INSTALLED -type f -exec touch -a --date=@0 {} +
  self_test >/dev/null
  as_worker -m app_tier --help >/dev/null
  find $INSTALLED -type f -newerat @86400 ! -path "$list*" | sort >"$list.new"
  mv "$list.new" "$list"
}

write_provenance() {
  in_app python3 -m ami.provenance $INSTALLED/PROVENANCE.json commit="$(commit)" \
    source_sha256="$(cat "$APP/.made-of")" model_pack="$(model_pack)" \
    worker_packages_sha256="$(packages_digest worker)" web_packages_sha256="$(packages_digest web)" \
    debian="$(cat /etc/debian_version)" python="$(python3 --version)"
}

commit() { printf '%s' "${FACEFLEET_COMMIT:-$(git -C "$SOURCE" rev-parse HEAD 2>/dev/null || echo unknown)}"; }
model_pack() { self_test | python3 -c 'import json, sys; print(json.load(sys.stdin)["model"]["pack"])'; }
packages_digest() { "$INSTALLED/venv-$1/bin/pip" freeze --all | sha256sum | cut -d ' ' -f 1; }
in_app() { (cd "$APP" && "$@"); }

main
