# Peering files-data via GCP. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_compute_network_peering" "files" {
  name                                = "files-data"
  network                             = "projects/team-files-1/global/networks/files"
  peer_network                        = "projects/team-files-1/global/networks/data"
  export_custom_routes                = true
  import_custom_routes                = false
  export_subnet_routes_with_public_ip = true
  import_subnet_routes_with_public_ip = false
  stack_type                          = "IPV4_ONLY"
}

resource "google_compute_network_peering" "data" {
  name                                = "files-data"
  network                             = "projects/team-files-1/global/networks/data"
  peer_network                        = "projects/team-files-1/global/networks/files"
  export_custom_routes                = false
  import_custom_routes                = true
  export_subnet_routes_with_public_ip = true
  import_subnet_routes_with_public_ip = false
  stack_type                          = "IPV4_ONLY"
  depends_on                          = [google_compute_network_peering.files]
}

resource "google_compute_firewall" "peerway-files-data-to-files" {
  name          = "peerway-files-data-to-files"
  project       = "team-files-1"
  network       = "files"
  direction     = "INGRESS"
  source_ranges = ["10.6.0.0/16"]

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "peerway-files-data-to-data" {
  name          = "peerway-files-data-to-data"
  project       = "team-files-1"
  network       = "data"
  direction     = "INGRESS"
  source_ranges = ["10.4.0.0/16"]

  allow {
    protocol = "all"
  }
}
