#!/bin/sh
# What the cloud has to do for gateway files. Rendered by peerway: change the plan and render again, not this file.
set -eu

await() {
  word=$1 looks=60
  shift
  until [ "$("$@")" = "$word" ]; do
    looks=$((looks - 1))
    [ "$looks" -gt 0 ] || { echo "it never was $word: $*" >&2; return 1; }
    sleep 5
  done
}

# see that the instance of files was made with --can-ip-forward
await True gcloud compute instances list --filter=networkInterfaces.networkIP=10.4.0.2 '--format=value(canIpForward)' --project=team-files-1 --quiet

# let WireGuard in over IPv4, UDP 51820
gcloud compute firewall-rules create peerway-gateway-files-wireguard --network=files --direction=INGRESS --action=ALLOW --rules=udp:51820 --source-ranges=0.0.0.0/0 --project=team-files-1 --quiet

# let 10.4.0.0/16 in
gcloud compute firewall-rules create peerway-gateway-files-inside --network=files --direction=INGRESS --action=ALLOW --rules=all --source-ranges=10.4.0.0/16 --project=team-files-1 --quiet

# let WireGuard in over IPv6, UDP 51820
gcloud compute firewall-rules create peerway-gateway-files-wireguard-ipv6 --network=files --direction=INGRESS --action=ALLOW --rules=udp:51820 --source-ranges=::/0 --project=team-files-1 --quiet

# let fd00:4::/48 in
gcloud compute firewall-rules create peerway-gateway-files-inside-ipv6 --network=files --direction=INGRESS --action=ALLOW --rules=all --source-ranges=fd00:4::/48 --project=team-files-1 --quiet

# send 10.99.4.0/24 to files
gcloud compute routes create peerway-files-10-99-4-0-24 --network=files --destination-range=10.99.4.0/24 --next-hop-address=10.4.0.2 --project=team-files-1 --quiet
