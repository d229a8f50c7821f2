// How to record a host so that Plimsoll can answer: a shell script of public tools, printed by `plimsoll recipe`.

export const recipe = `#!/bin/sh
# Records what Plimsoll needs from a KVM/QEMU host. Run as root on the host: sh record.sh OUT_FOLDER SECONDS
# Start it before the guests where you can: only then do page faults tell the whole resident set.
set -u
out=\${1:?folder for the captures}; seconds=\${2:?seconds to record}
mkdir -p "$out"
stamp() { # both clocks at one moment, so that captures can be put on one time line
  printf '# stamp wall_ns=%s mono_ns=%s' "$(date +%s%N)" "$(awk '{printf "%.0f", $1 * 1e9}' /proc/uptime)"
  [ $# -gt 0 ] && printf ' guest=%s pid=%s' "$1" "$2"
  printf '\\n'
}
guests() { # name and process of every running QEMU guest
  for d in /proc/[0-9]*; do
    [ -r "$d/cmdline" ] || continue
    name=$(tr '\\0' '\\n' <"$d/cmdline" | sed -n 's/^guest=\\([^,]*\\).*/\\1/p' | head -n 1)
    [ -n "$name" ] && echo "$name \${d#/proc/}"
  done
}

# 1. Page faults with their data addresses, of all processes, on the monotonic clock.
perf record -a --sample-cpu -e page-faults -d -c 1 -k CLOCK_MONOTONIC -m 4096 -o "$out/page-faults.perf.data" \\
  -- sleep "$seconds" >/dev/null 2>&1 &
recorder=$!

# 2. Where each guest's RAM lies (needs libvirt; with plain QEMU ask its monitor for the same).
guests | while read -r name pid; do
  { stamp "$name" "$pid"
    command -v virsh >/dev/null && virsh qemu-monitor-command "$name" --hmp 'gpa2hva 0' | sed 's/^/# gpa2hva 0 = /'
    cat "/proc/$pid/maps"; } >"$out/maps-$name.txt"
  if command -v virsh >/dev/null; then
    { stamp "$name" "$pid"; virsh qemu-monitor-command "$name" --hmp 'info mtree -f'; } >"$out/mtree-$name.txt"
    virsh dumpxml "$name" >"$out/$name.xml"
  fi
done

# 3. Settings and statistics, every second.
for f in /sys/kernel/mm/ksm/*; do printf '%s=%s\\n' "\${f##*/}" "$(cat "$f")"; done >"$out/ksm-settings.txt"
end=$(($(date +%s) + seconds))
while [ "$(date +%s)" -lt "$end" ]; do
  { stamp; cat /proc/meminfo; } >>"$out/meminfo.txt"
  { stamp; cat /proc/vmstat; } >>"$out/vmstat.txt"
  [ -r /proc/pressure/memory ] && { stamp; cat /proc/pressure/memory; } >>"$out/psi-memory.txt"
  { stamp; for f in /sys/kernel/mm/ksm/*; do printf '%s %s\\n' "\${f##*/}" "$(cat "$f")"; done; } >>"$out/ksm.txt"
  command -v virsh >/dev/null && { stamp; virsh domstats --balloon --state; } >>"$out/domstats.txt"
  guests | while read -r name pid; do
    { stamp "$name" "$pid"; cat "/proc/$pid/smaps_rollup"; } >>"$out/smaps_rollup.txt"
  done
  sleep 1
done
wait "$recorder"

# 4. At the end: what each guest process holds, by mapping.
guests | while read -r name pid; do { stamp "$name" "$pid"; cat "/proc/$pid/smaps"; } >"$out/smaps-$name-end.txt"; done

# 5. Page contents (optional, the guest pauses for a moment): one image for each guest, all taken while paused.
#    virsh suspend NAME; virsh qemu-monitor-command NAME '{"execute":"dump-guest-memory","arguments":
#      {"paging":false,"protocol":"file:/absolute/path/NAME.elf"}}'; virsh resume NAME
echo "recorded into $out: plimsoll import $out -p host.plimsoll"
`;
