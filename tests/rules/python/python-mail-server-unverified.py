import imaplib
import smtplib
import ssl
from ftplib import FTP_TLS


def send(message, host, user, password):
    # ruleid: python-mail-server-unverified
    with smtplib.SMTP_SSL(host, 465, timeout=30) as server:
        server.login(user, password)
        server.send_message(message)


def inbox(host):
    # ruleid: python-mail-server-unverified
    return imaplib.IMAP4_SSL(host)


def upload(host, user, password):
    # ruleid: python-mail-server-unverified
    return FTP_TLS(host, user, password)


def checked(host):
    # ok: python-mail-server-unverified
    return smtplib.SMTP_SSL(host, context=ssl.create_default_context())


def checked_inbox(host):
    # ok: python-mail-server-unverified
    return imaplib.IMAP4_SSL(host, ssl_context=ssl.create_default_context())


def configured(host, options):
    # ok: python-mail-server-unverified
    return smtplib.SMTP_SSL(host, **options)


def plain(host):
    # ok: python-mail-server-unverified
    return smtplib.SMTP(host, 25)
