resource "aws_cloudtrail" "all" {
  name                       = "all"
  s3_bucket_name             = aws_s3_bucket.audit.id
  # ruleid: terraform-cloudtrail-validation-off
  enable_log_file_validation = false
}

resource "aws_cloudtrail" "data" {
  # ruleid: terraform-cloudtrail-validation-off
  enable_log_file_validation = false # cost
  name                       = "data"
}

resource "aws_cloudtrail" "good" {
  name                       = "good"
  # ok: terraform-cloudtrail-validation-off
  enable_log_file_validation = true
}

resource "aws_cloudtrail" "single" {
  name                          = "single"
  # ok: terraform-cloudtrail-validation-off
  include_global_service_events = false
}

resource "aws_cloudtrail" "chosen" {
  name                       = "chosen"
  # ok: terraform-cloudtrail-validation-off
  enable_log_file_validation = var.validate
}
