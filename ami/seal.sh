#!/usr/bin/env bash
# Makes a provisioned machine forget who it was, right before an image is taken of it. Run as root.
set -euo pipefail

if command -v cloud-init >/dev/null; then
  cloud-init clean --logs
fi
# Every machine makes its own at its first boot.
truncate --size=0 /etc/machine-id
rm -f /var/lib/dbus/machine-id /var/lib/systemd/random-seed /etc/ssh/ssh_host_*
rm -f /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys /root/.bash_history /home/*/.bash_history
rm -rf /var/log/journal/* /var/lib/facefleet-logs /var/lib/facefleet
find /tmp /var/tmp -mindepth 1 -delete
find /var/log -type f -exec truncate --size=0 {} +
sync
