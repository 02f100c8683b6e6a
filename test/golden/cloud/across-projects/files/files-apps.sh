#!/bin/sh
# Peering files-apps via GCP, the side of files. Rendered by peerway: change the plan and render again, not this file.
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

# files: make its half of the peering with apps
gcloud compute networks peerings create files-apps --network=files --peer-network=apps --peer-project=team-apps-1 --export-custom-routes --no-import-custom-routes --export-subnet-routes-with-public-ip --no-import-subnet-routes-with-public-ip --stack-type=IPV4_IPV6 --project=team-files-1 --quiet

# files: wait until its half is active
await ACTIVE gcloud compute networks peerings list --network=files '--flatten=peerings[]' --filter=peerings.name=files-apps '--format=value(peerings.state)' --project=team-files-1 --quiet

# files: let 10.5.0.0/16 of apps in
gcloud compute firewall-rules create peerway-files-apps-to-files --network=files --direction=INGRESS --action=ALLOW --rules=all --source-ranges=10.5.0.0/16 --project=team-files-1 --quiet

# files: let fd20:5::/48 of apps in
gcloud compute firewall-rules create peerway-files-apps-to-files-ipv6 --network=files --direction=INGRESS --action=ALLOW --rules=all --source-ranges=fd20:5::/48 --project=team-files-1 --quiet
