# Peering files-apps via GCP. Rendered by peerway: change the plan and render again, not this file.

terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_compute_network_peering" "files" {
  name                                = "files-apps"
  network                             = "projects/team-files-1/global/networks/files"
  peer_network                        = "projects/team-apps-1/global/networks/apps"
  export_custom_routes                = true
  import_custom_routes                = false
  export_subnet_routes_with_public_ip = false
  import_subnet_routes_with_public_ip = false
  stack_type                          = "IPV4_IPV6"
}

resource "google_compute_network_peering" "apps" {
  name                                = "files-apps"
  network                             = "projects/team-apps-1/global/networks/apps"
  peer_network                        = "projects/team-files-1/global/networks/files"
  export_custom_routes                = false
  import_custom_routes                = false
  export_subnet_routes_with_public_ip = true
  import_subnet_routes_with_public_ip = false
  stack_type                          = "IPV4_IPV6"
  depends_on                          = [google_compute_network_peering.files]
}

resource "google_compute_firewall" "peerway-files-apps-to-files" {
  name          = "peerway-files-apps-to-files"
  project       = "team-files-1"
  network       = "files"
  direction     = "INGRESS"
  source_ranges = ["10.5.0.0/16"]

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "peerway-files-apps-to-files-ipv6" {
  name          = "peerway-files-apps-to-files-ipv6"
  project       = "team-files-1"
  network       = "files"
  direction     = "INGRESS"
  source_ranges = ["fd00:5::/48"]

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "peerway-files-apps-to-apps" {
  name          = "peerway-files-apps-to-apps"
  project       = "team-apps-1"
  network       = "apps"
  direction     = "INGRESS"
  source_ranges = ["10.4.0.0/16"]

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "peerway-files-apps-to-apps-ipv6" {
  name          = "peerway-files-apps-to-apps-ipv6"
  project       = "team-apps-1"
  network       = "apps"
  direction     = "INGRESS"
  source_ranges = ["fd00:4::/48"]

  allow {
    protocol = "all"
  }
}
