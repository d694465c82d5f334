resource "google_storage_bucket_iam_member" "data" {
  bucket = google_storage_bucket.data.name
  role   = "roles/storage.objectAdmin"
  # ruleid: terraform-gcp-public-member
  member = "allUsers"
}

resource "google_storage_bucket_iam_binding" "photos" {
  bucket  = google_storage_bucket.photos.name
  role    = "roles/storage.objectViewer"
  # ruleid: terraform-gcp-public-member
  members = ["group:photos@acme.org", "allAuthenticatedUsers"]
}

resource "google_storage_bucket_iam_member" "good" {
  bucket = google_storage_bucket.data.name
  role   = "roles/storage.objectViewer"
  # ok: terraform-gcp-public-member
  member = "serviceAccount:web@acme.iam.gserviceaccount.com"
}

resource "google_storage_bucket_iam_binding" "fine" {
  # ok: terraform-gcp-public-member
  members = ["group:allUsers@acme.org"]
}

resource "google_service_account" "name" {
  # ok: terraform-gcp-public-member
  display_name = "allUsers"
}
