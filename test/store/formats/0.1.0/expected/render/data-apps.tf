# Peering data-apps via GCP. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_compute_network_peering" "data" {
  name                                = "data-apps"
  network                             = "projects/team-files-1/global/networks/data"
  peer_network                        = "projects/team-apps-1/global/networks/apps"
  export_custom_routes                = false
  import_custom_routes                = false
  export_subnet_routes_with_public_ip = true
  import_subnet_routes_with_public_ip = false
  stack_type                          = "IPV4_ONLY"
}

resource "google_compute_network_peering" "apps" {
  name                                = "data-apps"
  network                             = "projects/team-apps-1/global/networks/apps"
  peer_network                        = "projects/team-files-1/global/networks/data"
  export_custom_routes                = false
  import_custom_routes                = true
  export_subnet_routes_with_public_ip = true
  import_subnet_routes_with_public_ip = true
  stack_type                          = "IPV4_ONLY"
  depends_on                          = [google_compute_network_peering.data]
}

resource "google_compute_firewall" "peerway-data-apps-to-data" {
  name          = "peerway-data-apps-to-data"
  project       = "team-files-1"
  network       = "data"
  direction     = "INGRESS"
  source_ranges = ["10.5.0.0/16"]

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "peerway-data-apps-to-apps" {
  name          = "peerway-data-apps-to-apps"
  project       = "team-apps-1"
  network       = "apps"
  direction     = "INGRESS"
  source_ranges = ["10.6.0.0/16"]

  allow {
    protocol = "all"
  }
}
