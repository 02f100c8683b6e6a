#!/bin/sh
# Peering files-apps via GCP, the side of files, taken away. Rendered by peerway: change the plan and render again, not this file.
set -eu

# files: let fd20:5::/48 of apps in no more
gcloud compute firewall-rules delete peerway-files-apps-to-files-ipv6 --project=team-files-1 --quiet

# files: let 10.5.0.0/16 of apps in no more
gcloud compute firewall-rules delete peerway-files-apps-to-files --project=team-files-1 --quiet

# files: delete its half of the peering with apps
gcloud compute networks peerings delete files-apps --network=files --project=team-files-1 --quiet
