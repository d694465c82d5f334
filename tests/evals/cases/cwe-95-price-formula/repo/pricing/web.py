"""Tries a price formula on an article."""

from flask import Flask, jsonify, request

from pricing.articles import ARTICLES, values_of


def create_app():
    app = Flask(__name__)

    @app.post("/try/<code>")
    def attempt(code):
        """The price that a formula gives.

        A formula has numbers, the names cost, weight and stock, + - * / and parentheses. What cannot be computed is
        answered with 400.
        """
        if code not in ARTICLES:
            return jsonify(error="no such article"), 404
        formula = request.form["formula"]
        try:
            price = eval(formula, {}, values_of(code))
        except (SyntaxError, NameError, TypeError, ZeroDivisionError) as error:
            return jsonify(error=str(error)), 400
        return jsonify(price=round(float(price), 2))

    return app
