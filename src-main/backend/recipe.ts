// How to record a host so that Plimsoll can answer: a shell script of public tools, printed by `plimsoll recipe`.

export const recipe = `#!/bin/sh
# Records what Plimsoll reads from a Linux host with QEMU guests. As root, on the host:
#
#   sh record.sh OUT_FOLDER SECONDS            faults, memory maps, settings, statistics
#   CONTENTS=1 sh record.sh OUT_FOLDER SECONDS also the guests' memory at the end: they pause for some seconds, and the
#                                              files hold whatever secrets the guests have in memory
#
# Start it before the guests where you can: page faults then tell the whole resident set. Guests that start later are
# found. Page faults of guests are seen by the page-faults event under emulation (TCG); with KVM they are in
# kvm:kvm_page_fault, and what one fault on a huge page brings is in the kvmmmu tracepoints: recorded here too where the
# host has them. EXITS=1 records every exit and entry besides: how long faults take, at a far higher load.
# Load: about 1 MB a second of recording on a quiet host, far more while guests start. virsh qemu-monitor-command marks a
# domain as tainted in libvirt's log; nothing else is changed.
set -u
out=\${1:-}; seconds=\${2:-}
if [ -z "$out" ] || [ -z "$seconds" ]; then echo "usage: sh record.sh OUT_FOLDER SECONDS" >&2; exit 2; fi
if [ "$(id -u)" != 0 ]; then echo "needs root: perf and /proc of the guests are closed to others" >&2; exit 2; fi
if ! command -v perf >/dev/null; then echo "perf is missing: install the package of your kernel's perf" >&2; exit 2; fi
mkdir -p "$out" || exit 1
virsh=; if command -v virsh >/dev/null; then virsh=1; else echo "no virsh: guest addresses cannot be asked for" >&2; fi

stamp() { # the wall clock and the time since boot at one moment, so that captures can be put on one time line
  printf '# stamp wall_ns=%s boot_ns=%s' "$(date +%s%N)" "$(awk '{printf "%.0f", $1 * 1e9}' /proc/uptime)"
  if [ $# -gt 0 ]; then printf ' guest=%s pid=%s' "$1" "$2"; fi
  printf '\\n'
}
guests() { # "name pid" of every running QEMU guest
  for pid in $(pgrep -f 'qemu(-system|-kvm| )' || true); do
    name=$(tr '\\0' '\\n' <"/proc/$pid/cmdline" 2>/dev/null | awk 'f { sub(/^guest=/, ""); sub(/,.*/, ""); print; exit } $0 == "-name" { f = 1 }')
    if [ -n "$name" ]; then echo "$name $pid"; fi
  done
}
known=" "
describe() { # once for each guest: where its memory lies
  case "$known" in *" $1:$2 "*) return ;; esac
  known="$known$1:$2 "
  { stamp "$1" "$2"
    if [ -n "$virsh" ]; then virsh qemu-monitor-command "$1" --hmp 'gpa2hva 0' 2>/dev/null | sed 's/^/# gpa2hva 0 = /'; fi
    cat "/proc/$2/maps"; } >"$out/maps-$1.txt"
  if [ -n "$virsh" ]; then
    { stamp "$1" "$2"; virsh qemu-monitor-command "$1" --hmp 'info mtree -f'; } >"$out/mtree-$1.txt" 2>/dev/null
    virsh dumpxml "$1" >"$out/$1.xml" 2>/dev/null
    virsh dommemstat "$1" --period 1 --live >/dev/null 2>&1
  fi
  echo "found guest $1 (process $2)"
}
finish() {
  trap - INT TERM
  kill -INT "$recorder" 2>/dev/null
  wait "$recorder" 2>/dev/null
  guests | while read -r name pid; do { stamp "$name" "$pid"; cat "/proc/$pid/smaps"; } >"$out/smaps-$name-end.txt"; done
  if [ "\${CONTENTS:-}" = 1 ] && [ -n "$virsh" ]; then
    guests | while read -r name pid; do virsh suspend "$name" >/dev/null; done
    guests | while read -r name pid; do virsh dump "$name" "$out/$name.elf" --memory-only --live >/dev/null; done
    guests | while read -r name pid; do virsh resume "$name" >/dev/null; done
  fi
  if [ -n "\${SUDO_UID:-}" ]; then chown -R "$SUDO_UID:\${SUDO_GID:-0}" "$out"; fi
  echo "recorded into $out; next: plimsoll import $out -p host.plimsoll"
}

# Page faults with their data addresses, of all processes, on the monotonic clock.
kvm=
for event in kvm/kvm_page_fault kvm/kvm_guest_fault kvm/kvm_unmap_hva_range kvmmmu/kvm_mmu_set_spte \\
  \${EXITS:+kvm/kvm_exit kvm/kvm_entry}; do
  for events in /sys/kernel/tracing/events /sys/kernel/debug/tracing/events; do
    if [ -d "$events/$event" ]; then kvm="$kvm -e \${event%/*}:\${event#*/}"; break; fi
  done
done
perf record -a --sample-cpu -e page-faults $kvm -d -c 1 -k CLOCK_MONOTONIC -m 1024 -o "$out/page-faults.perf.data" \\
  >"$out/perf.log" 2>&1 &
recorder=$!
trap 'finish; exit 130' INT TERM
sleep 1
if ! kill -0 "$recorder" 2>/dev/null; then echo "perf did not start:" >&2; cat "$out/perf.log" >&2; exit 1; fi

for f in /sys/kernel/mm/ksm/*; do printf '%s=%s\\n' "\${f##*/}" "$(cat "$f")"; done >"$out/ksm-settings.txt"
end=$(($(date +%s) + seconds)); round=0
while [ "$(date +%s)" -lt "$end" ]; do
  { stamp; cat /proc/meminfo; } >>"$out/meminfo.txt"
  { stamp; cat /proc/vmstat; } >>"$out/vmstat.txt"
  if [ -r /proc/pressure/memory ]; then { stamp; cat /proc/pressure/memory; } >>"$out/psi-memory.txt"; fi
  { stamp; for f in /sys/kernel/mm/ksm/*; do printf '%s %s\\n' "\${f##*/}" "$(cat "$f")"; done; } >>"$out/ksm.txt"
  if [ $((round % 10)) = 0 ]; then
    guests >"$out/.guests"
    while read -r name pid; do describe "$name" "$pid"; done <"$out/.guests"
  fi
  if [ -n "$virsh" ]; then { stamp; virsh domstats --balloon --state; } >>"$out/domstats.txt" 2>/dev/null; fi
  while read -r name pid; do
    { stamp "$name" "$pid"; cat "/proc/$pid/smaps_rollup"; } >>"$out/smaps_rollup.txt" 2>/dev/null
  done <"$out/.guests"
  round=$((round + 1))
  sleep 1
done
if [ "$known" = " " ]; then echo "no QEMU guest was found" >&2; fi
rm -f "$out/.guests"
finish
`;
