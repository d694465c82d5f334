import os
import smtplib

import paramiko
import psycopg2
import pymysql
from redis import Redis


def database():
    # ruleid: python-hardcoded-connection-password
    return psycopg2.connect(host="db.internal", user="shop", password="Tq8-harbour-19")


def reports():
    # ruleid: python-hardcoded-connection-password
    return pymysql.connect(host="reports", user="reader", passwd="blue!Lantern7", database="reports")


def send(message):
    with smtplib.SMTP_SSL("mail.internal") as server:
        # ruleid: python-hardcoded-connection-password
        server.login("shop@mail.internal", "kq7Wm2-post")
        server.send_message(message)


def machine(host):
    client = paramiko.SSHClient()
    # ruleid: python-hardcoded-connection-password
    client.connect(host, username="deploy", password="Anchor-4471")
    return client


def from_the_environment():
    # ok: python-hardcoded-connection-password
    return psycopg2.connect(host="db.internal", user="shop", password=os.environ["DB_PASSWORD"])


def local():
    # ok: python-hardcoded-connection-password
    return psycopg2.connect(host="localhost", user="postgres", password="postgres")


def empty():
    # ok: python-hardcoded-connection-password
    return Redis(host="cache", password="")


def documented():
    # ok: python-hardcoded-connection-password
    return Redis(host="cache", password="<your password>")


def form(client):
    # ok: python-hardcoded-connection-password
    return client.login("ada", "kq7Wm2-post")
