# Sends packets through the tunnel: "<source> <address> <bytes of payload>" a line. Nothing may be fragmented on the way,
# so what the interface's MTU promises has to fit the path.
probe() {
  exists || fail no-interface "there is no $WG"
  have ping || fail missing-tools ping
  section probes
  while read -r source address payload; do
    family=-4
    case $address in *:*) family=-6 ;; esac
    for size in 16 "$payload"; do
      if ping $family -q -n -c 3 -i 0.3 -W 2 -M do -s "$size" -I "$source" "$address" >"$DATA/ping" 2>&1; then
        result=ok
      else
        grep -q '^[1-9][0-9]* packets transmitted' "$DATA/ping" || not_sent
        result=lost
      fi
      rtt=$(awk -F '[/ ]+' '/^(rtt|round-trip)/ { print $8 }' "$DATA/ping")
      printf '%s %s %s %s %s\n' "$source" "$address" "$size" "$result" "${rtt:--}"
    done
  done <"$DATA/probes"
  section end
}

# A ping that has sent nothing says nothing about the way.
not_sent() {
  if grep -qi -e busybox -e 'invalid option' -e 'unrecognized option' -e 'unknown option' "$DATA/ping"; then
    fail bad-ping "its ping cannot send packets that must not be fragmented: install that of iputils"
  fi
  fail not-sent "$(head -n 1 "$DATA/ping")"
}
