resource "aws_s3_bucket" "uploads" {
  bucket = "acme-uploads"
  # ruleid: terraform-s3-public-write-acl
  acl    = "public-read-write"
}

resource "aws_s3_bucket_acl" "drop" {
  bucket = aws_s3_bucket.drop.id
  # ruleid: terraform-s3-public-write-acl
  acl    = "public-read-write" # partners put files here
}

resource "aws_s3_bucket_acl" "logs" {
  bucket = aws_s3_bucket.logs.id
  # ok: terraform-s3-public-write-acl
  acl    = "log-delivery-write"
}

resource "aws_s3_bucket_acl" "data" {
  bucket = aws_s3_bucket.data.id
  # ok: terraform-s3-public-write-acl
  acl    = "private"
}

module "uploads" {
  source = "./bucket"
  # ok: terraform-s3-public-write-acl
  acl    = "public-read-write"
}
