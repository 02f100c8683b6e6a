# What the cloud has to do for gateway files. Rendered by peerway: change the plan and render again, not this file.
# The instance of files needs can_ip_forward = true in its own resource.

terraform {
  required_providers {
    google = {
      source = "hashicorp/google"
    }
  }
}

resource "google_compute_firewall" "peerway-gateway-files-wireguard" {
  name          = "peerway-gateway-files-wireguard"
  project       = "team-files-1"
  network       = "files"
  direction     = "INGRESS"
  source_ranges = ["0.0.0.0/0"]

  allow {
    protocol = "udp"
    ports    = ["51820"]
  }
}

resource "google_compute_firewall" "peerway-gateway-files-inside" {
  name          = "peerway-gateway-files-inside"
  project       = "team-files-1"
  network       = "files"
  direction     = "INGRESS"
  source_ranges = ["10.4.0.0/16"]

  allow {
    protocol = "all"
  }
}

resource "google_compute_firewall" "peerway-gateway-files-wireguard-ipv6" {
  name          = "peerway-gateway-files-wireguard-ipv6"
  project       = "team-files-1"
  network       = "files"
  direction     = "INGRESS"
  source_ranges = ["::/0"]

  allow {
    protocol = "udp"
    ports    = ["51820"]
  }
}

resource "google_compute_firewall" "peerway-gateway-files-inside-ipv6" {
  name          = "peerway-gateway-files-inside-ipv6"
  project       = "team-files-1"
  network       = "files"
  direction     = "INGRESS"
  source_ranges = ["fd00:4::/48"]

  allow {
    protocol = "all"
  }
}

resource "google_compute_route" "peerway-files-10-99-4-0-24" {
  name        = "peerway-files-10-99-4-0-24"
  project     = "team-files-1"
  network     = "files"
  dest_range  = "10.99.4.0/24"
  next_hop_ip = "10.4.0.2"
}
