"""What is known of an article when its price is computed."""

ARTICLES = {
    "A1": {"cost": 12.5, "weight": 3.0, "stock": 40},
    "B2": {"cost": 80.0, "weight": 0.5, "stock": 0},
}


def values_of(article):
    return dict(ARTICLES[article])
