#!/bin/sh
# Peering files-apps via GCP, the side of apps, taken away. Rendered by peerway: change the plan and render again, not this file.
set -eu

# apps: let fd20:4::/48 of files in no more
gcloud compute firewall-rules delete peerway-files-apps-to-apps-ipv6 --project=team-apps-1 --quiet

# apps: let 10.4.0.0/16 of files in no more
gcloud compute firewall-rules delete peerway-files-apps-to-apps --project=team-apps-1 --quiet

# apps: delete its half of the peering with files
gcloud compute networks peerings delete files-apps --network=apps --project=team-apps-1 --quiet
