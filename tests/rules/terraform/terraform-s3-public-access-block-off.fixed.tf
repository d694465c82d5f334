resource "aws_s3_bucket_public_access_block" "data" {
  bucket = aws_s3_bucket.data.id
  # ruleid: terraform-s3-public-access-block-off
  block_public_acls       = true
  # ruleid: terraform-s3-public-access-block-off
  block_public_policy     = true
  # ok: terraform-s3-public-access-block-off
  ignore_public_acls      = true
  # ok: terraform-s3-public-access-block-off
  restrict_public_buckets = var.restrict
}

resource "aws_s3_bucket_versioning" "data" {
  bucket = aws_s3_bucket.data.id
  # ok: terraform-s3-public-access-block-off
  mfa = false
}

module "bucket" {
  source = "./bucket"
  # ok: terraform-s3-public-access-block-off
  block_public_acls = false
}
