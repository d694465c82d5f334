# ruleid: terraform-gcp-firewall-open
resource "google_compute_firewall" "login" {
  name    = "login"
  network = google_compute_network.main.name
  allow {
    protocol = "tcp"
    ports    = ["443", "22"]
  }
  source_ranges = ["0.0.0.0/0"]
}

# ruleid: terraform-gcp-firewall-open
resource "google_compute_firewall" "everything" {
  name          = "everything"
  source_ranges = ["0.0.0.0/0"]
  allow {
    protocol = "all"
  }
}

# ok: terraform-gcp-firewall-open
resource "google_compute_firewall" "web" {
  name          = "web"
  source_ranges = ["0.0.0.0/0"]
  allow {
    protocol = "tcp"
    ports    = ["80", "443"]
  }
}

# ok: terraform-gcp-firewall-open
resource "google_compute_firewall" "proxy" {
  name          = "proxy"
  source_ranges = ["35.235.240.0/20"]
  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

# ok: terraform-gcp-firewall-open
resource "google_compute_firewall" "out" {
  name          = "out"
  direction     = "EGRESS"
  source_ranges = ["0.0.0.0/0"]
  allow {
    protocol = "all"
  }
}
