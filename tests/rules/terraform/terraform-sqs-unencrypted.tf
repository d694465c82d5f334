resource "aws_sqs_queue" "orders" {
  name                    = "orders"
  # ruleid: terraform-sqs-unencrypted
  sqs_managed_sse_enabled = false
}

resource "aws_sqs_queue" "mail" {
  # ruleid: terraform-sqs-unencrypted
  sqs_managed_sse_enabled   = false # small messages
  message_retention_seconds = 86400
}

resource "aws_sqs_queue" "good" {
  # ok: terraform-sqs-unencrypted
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue" "keyed" {
  kms_master_key_id       = aws_kms_key.queue.id
  # ok: terraform-sqs-unencrypted
  sqs_managed_sse_enabled = false
}

resource "aws_sqs_queue" "first" {
  # ok: terraform-sqs-unencrypted
  fifo_queue = false
}
