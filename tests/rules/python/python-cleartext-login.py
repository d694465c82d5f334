import ftplib
import smtplib
import ssl
import telnetlib


def send(message, host, user, password):
    with smtplib.SMTP(host, 25) as server:
        # ruleid: python-cleartext-login
        server.login(user, password)
        server.send_message(message)


def upload(path, host, user, password):
    with ftplib.FTP(host) as ftp, open(path, "rb") as file:
        # ruleid: python-cleartext-login
        ftp.login(user, password)
        ftp.storbinary("STOR report.csv", file)


def download(host, user, password):
    # ruleid: python-cleartext-login
    return ftplib.FTP(host, user, password)


def router(host, password):
    session = telnetlib.Telnet(host)
    session.read_until(b"Password: ")
    # ruleid: python-cleartext-login
    session.write(password.encode() + b"\n")
    return session


def encrypted(host, user, password):
    server = smtplib.SMTP(host, 587)
    server.starttls(context=ssl.create_default_context())
    # ok: python-cleartext-login
    server.login(user, password)
    return server


def where_possible(host, user, password, tls):
    server = smtplib.SMTP(host, 587)
    if tls:
        server.starttls(context=ssl.create_default_context())
    # ok: python-cleartext-login
    server.login(user, password)
    return server


def mirror(host):
    ftp = ftplib.FTP(host)
    # ok: python-cleartext-login
    ftp.login()
    return ftp


def encrypted_files(host, user, password):
    # ok: python-cleartext-login
    return ftplib.FTP_TLS(host, user, password, context=ssl.create_default_context())
