# Asks the kernel how it routes planned traffic, so that policy rules, marks and foreign routes count as they do for
# packets. The file `networks` has lines such as "own 4 10.0.0.0/16 10.0.0.1 10.0.0.2" and
# "remote 4 172.31.0.0/16 172.31.0.1": a network, and addresses in it.
paths() {
  # Other implementations of ip cannot ask for forwarded packets.
  ip -V 2>/dev/null | grep -q iproute2 && [ -s "$DATA/networks" ] || return 0
  section path-rules
  ip -4 rule show 2>/dev/null | sed 's/^/4 /'
  ip -6 rule show 2>/dev/null | sed 's/^/6 /'
  section path-uplinks
  uplinks 4 '^[0-9.]*$'
  uplinks 6 ':'
  section path-mtus
  path_mtus 4 '^[0-9.]*$'
  path_mtus 6 ':'
  for family in 4 6; do own_paths $family; done >"$DATA/own-paths"
  section path-own
  cat "$DATA/own-paths"
  has_interface || return 0
  section paths
  other_paths 4
  other_paths 6
}

# Prints the mark of WireGuard's own packets as an argument of `ip route get`.
own_mark() {
  mark=$(wg show "$WG" fwmark 2>/dev/null)
  [ "${mark:-off}" = off ] || printf ' mark %s' "$mark"
}

# Prints the endpoints of live and planned peers with the interface to them and its MTU, or that of the route.
path_mtus() {
  { wg show "$WG" endpoints 2>/dev/null | awk '{ print $2 }'; cat "$DATA/endpoints" 2>/dev/null; } |
    awk -v hosts="$2" -v mark="$(own_mark)" '{ sub(/:[0-9]+$/, ""); gsub(/[][]/, "") } $0 ~ hosts && !seen[$0]++ { print "route get " $0 mark }' |
    ip -o "-$1" -force -batch - >"$DATA/endpoint-routes" 2>/dev/null
  ip -o link show 2>/dev/null | awk -v routes="$DATA/endpoint-routes" '
    function after(word, i) { for (i = 1; i < NF; i++) if ($i == word) return $(i + 1) == "lock" ? $(i + 2) : $(i + 1); return "" }
    { sub(/[@:].*/, "", $2); link[$2] = after("mtu") }
    END {
      while ((getline <routes) > 0) {
        if ($1 !~ /^[0-9a-f.:]+$/) continue
        device = after("dev")
        mtu = after("mtu")
        if (mtu == "") mtu = link[device]
        if (device != "" && mtu != "") print $1, device, mtu
      }
    }
  '
}

# Prints the interfaces through which WireGuard sends its own packets.
uplinks() {
  mark=$(own_mark)
  wg show "$WG" endpoints 2>/dev/null |
    awk -v hosts="$2" -v mark="$mark" '{ sub(/:[0-9]+$/, "", $2); gsub(/[][]/, "", $2) } $2 ~ hosts && $2 != "(none)" { print "route get " $2 mark }' |
    ip -o "-$1" -force -batch - 2>/dev/null |
    sed -n "s/.* dev \([^ ]*\).*/$1 \1/p" | sort -u
}

# Prints for each network of the VPC: the network, an address in it that is not this host's own, the interface to it,
# the route that matches (after a tab), and the answer for a packet from the tunnel (after a tab), or for one of this host
# while there is no tunnel or no remote network.
own_paths() {
  remote=$(awk -v family="$1" '$1 == "remote" && $2 == family { print $4; exit }' "$DATA/networks")
  source=
  [ -z "$remote" ] || ! has_interface || source="from $remote iif $WG"
  while read -r kind family network addresses; do
    [ "$kind $family" = "own $1" ] || continue
    for address in $addresses; do
      # shellcheck disable=SC2086
      path=$(ip -o "-$1" route get "$address" $source 2>&1)
      case $path in local* | broadcast* | anycast* | multicast*) ;; *) break ;; esac
    done
    # shellcheck disable=SC2086
    match=$(ip -o "-$1" route get fibmatch "$address" $source 2>/dev/null)
    case $path in
      *' dev '*) device=$path ;;
      *) device=$(ip -o "-$1" route get "$address" 2>/dev/null) ;;
    esac
    device=$(printf '%s\n' "$device" | sed -n 's/.* dev \([^ ]*\).*/\1/p')
    printf '%s %s %s\t%s\t%s\n' "$network" "$address" "${device:--}" "$match" "$path"
  done <"$DATA/networks"
}

# Prints an address in each network that a policy rule names.
rule_addresses() {
  ip "-$1" rule show 2>/dev/null | sed -n 's/.*\(from\|to\) \([0-9a-f][0-9a-f.:/]*\) .*/\2/p' | sort -u | head -n 20 |
    awk -F / '$1 ~ /:/ || $2 == "" || $2 > 30 { print $1; next } { split($1, byte, "."); print byte[1] "." byte[2] "." byte[3] "." byte[4] + 1 }'
}

# Prints the queries for pairs of networks, in both directions, without a mark and with each mark of a policy rule.
path_queries() {
  marks=$(ip "-$1" rule show 2>/dev/null | sed -n 's/.* fwmark \([^ /]*\).*/\1/p' | sort -u | head -n 4 | tr '\n' ' ')
  rule_addresses "$1" | while read -r address; do
    printf '%s %s\n' "$address" "$(ip -o "-$1" route get "$address" 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p')"
  done >"$DATA/rule-addresses"
  awk -v family="$1" -v wg="$WG" -v marks="$marks" -v most=20000 -v n=0 -v m=0 -v s=0 '
    function ask(address, device, remote, mark) {
      if (device == "" || device == "-" || device == "lo" || device == wg) return
      print "route get " remote " from " address " iif " device mark
      print "route get " address " from " remote " iif " wg mark
    }
    FILENAME ~ /own-paths$/ { if (($1 ~ /:/ ? 6 : 4) == family) { own[n] = $2; device[n++] = $3 } next }
    FILENAME ~ /rule-addresses$/ { special[s] = $1; link[s++] = $2; next }
    $1 == "remote" && $2 == family { remote[m++] = $4 }
    END {
      count = split(marks, each, " ")
      for (k = 0; k <= count && n && m; k++) {
        mark = k ? " mark " each[k] : ""
        if (n * m * 2 * (count + 1) <= most)
          for (i = 0; i < n; i++) for (j = 0; j < m; j++) ask(own[i], device[i], remote[j], mark)
        else
          for (i = 0; i < n || i < m; i++) ask(own[i % n], device[i % n], remote[i % m], mark)
        for (i = 0; i < s; i++) {
          ask(own[0], device[0], special[i], mark)
          ask(special[i], link[i], remote[0], mark)
        }
      }
    }
  ' "$DATA/own-paths" "$DATA/rule-addresses" "$DATA/networks"
}

# Prints the answers that differ from the plan, as "out <own address> <remote address> <mark> <answer>", or "in …".
other_paths() {
  path_queries "$1" >"$DATA/path-queries"
  [ -s "$DATA/path-queries" ] || return 0
  ip -o "-$1" -force -batch "$DATA/path-queries" >"$DATA/path-answers" 2>"$DATA/path-errors"
  awk -v wg="$WG" -v data="$DATA/" -v most=300 '
    BEGIN {
      while ((getline line < (data "path-errors")) > 0)
        if (line ~ /^Command failed/) { sub(/.*:/, "", line); failed[line] = error } else error = line
      while ((getline line < (data "own-paths")) > 0) { split(line, field, /[ \t]/); device[field[2]] = field[3] }
      while ((getline line < (data "rule-addresses")) > 0) { split(line, field, " "); if (!(field[1] in device)) device[field[1]] = field[2] }
    }
    {
      if (NR in failed) answer = failed[NR]
      else if ((getline answer < (data "path-answers")) <= 0) exit
      out = $7 != wg
      planned = " dev " (out ? wg : device[$3]) " "
      if (!(NR in failed) && index(answer " ", planned) && answer !~ /^(local|broadcast|blackhole|unreachable|prohibit|throw)/) next
      if (++count <= most) print (out ? "out" : "in"), (out ? $5 : $3), (out ? $3 : $5), ($8 == "mark" ? $9 : 0), answer
    }
    END { if (count > most) print "more", count - most }
  ' "$DATA/path-queries"
}
