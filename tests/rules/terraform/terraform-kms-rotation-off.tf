resource "aws_kms_key" "data" {
  description         = "data at rest"
  # ruleid: terraform-kms-rotation-off
  enable_key_rotation = false
}

resource "aws_kms_key" "logs" {
  # ruleid: terraform-kms-rotation-off
  enable_key_rotation     = false # later
  deletion_window_in_days = 30
}

resource "aws_kms_key" "good" {
  # ok: terraform-kms-rotation-off
  enable_key_rotation = true
}

resource "aws_kms_key" "sign" {
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
  # ok: terraform-kms-rotation-off
  enable_key_rotation      = false
}

resource "aws_kms_external_key" "own" {
  # ok: terraform-kms-rotation-off
  enabled = false
}
