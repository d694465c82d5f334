resource "aws_s3_bucket" "reports" {
  bucket = "acme-reports"
  # ruleid: terraform-s3-public-read-acl
  acl    = "public-read"
}

resource "aws_s3_bucket_acl" "photos" {
  bucket = aws_s3_bucket.photos.id
  # ruleid: terraform-s3-public-read-acl
  acl    = "authenticated-read"
}

resource "aws_s3_bucket_acl" "data" {
  bucket = aws_s3_bucket.data.id
  # ok: terraform-s3-public-read-acl
  acl    = "private"
}

resource "aws_s3_bucket_acl" "chosen" {
  bucket = aws_s3_bucket.chosen.id
  # ok: terraform-s3-public-read-acl
  acl    = var.acl
}

resource "aws_s3_object" "logo" {
  bucket = aws_s3_bucket.site.id
  key    = "logo.png"
  # ok: terraform-s3-public-read-acl
  acl    = "public-read"
}
