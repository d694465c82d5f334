import imaplib
import smtplib
import ssl


def send(message, host, user, password):
    server = smtplib.SMTP(host, 587)
    # ruleid: python-smtp-starttls-unverified
    server.starttls()
    server.login(user, password)
    server.send_message(message)


def send_all(messages, host, tls):
    with smtplib.SMTP(host, 587) as server:
        if tls:
            # ruleid: python-smtp-starttls-unverified
            server.starttls()
        for message in messages:
            server.send_message(message)


def checked(host):
    server = smtplib.SMTP(host, 587)
    # ok: python-smtp-starttls-unverified
    server.starttls(context=ssl.create_default_context())
    return server


def inbox(host):
    server = imaplib.IMAP4(host)
    # ok: python-smtp-starttls-unverified
    server.starttls(ssl.create_default_context())
    return server


def stream(transport):
    # ok: python-smtp-starttls-unverified
    transport.starttls()
