"""The API: products for partners, and a webhook for the payment provider."""

from shop.api import products, webhooks
from shop.api.blueprint import bp

__all__ = ["bp", "products", "webhooks"]
