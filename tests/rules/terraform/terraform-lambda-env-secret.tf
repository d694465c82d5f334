resource "aws_lambda_function" "mail" {
  function_name = "mail"
  role          = aws_iam_role.mail.arn
  environment {
    variables = {
      LEVEL         = "info"
      # ruleid: terraform-lambda-env-secret
      SMTP_PASSWORD = "hunter2-prod"
      # ruleid: terraform-lambda-env-secret
      STRIPE_API_KEY = "rk_9f2c71ab40de58136b7c0e9d"
      # ok: terraform-lambda-env-secret
      DB_SECRET     = "shop-db-login"
      # ok: terraform-lambda-env-secret
      DB_PASSWORD   = var.db_password
      # ok: terraform-lambda-env-secret
      SECRET_NAME   = "shop-mail-login"
      # ok: terraform-lambda-env-secret
      SHOP_PASSWORD = "INSERT-PASSWORD-HERE"
      # ok: terraform-lambda-env-secret
      MAIL_SECRET   = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:mail"
    }
  }
}

resource "aws_lambda_function" "plain" {
  function_name = "plain"
  tags = {
    # ok: terraform-lambda-env-secret
    KEEP_SECRET = "of-the-mail-team"
  }
}
