resource "azurerm_storage_account" "data" {
  name                       = "acmedata"
  # ruleid: terraform-azure-https-not-required
  https_traffic_only_enabled = false
}

resource "azurerm_linux_web_app" "shop" {
  name       = "shop"
  # ruleid: terraform-azure-https-not-required
  https_only = false
}

resource "azurerm_storage_account" "good" {
  name                      = "acmegood"
  # ok: terraform-azure-https-not-required
  enable_https_traffic_only = true
}

resource "azurerm_storage_account" "nfs" {
  account_kind               = "BlockBlobStorage"
  nfsv3_enabled              = true
  # ok: terraform-azure-https-not-required
  https_traffic_only_enabled = false
}

resource "azurerm_storage_account" "chosen" {
  name                       = "acmechosen"
  # ok: terraform-azure-https-not-required
  https_traffic_only_enabled = var.https
}
