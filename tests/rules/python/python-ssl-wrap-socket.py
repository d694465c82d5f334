import socket
import ssl


def connect(host, port):
    # ruleid: python-ssl-wrap-socket
    wrapped = ssl.wrap_socket(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
    wrapped.connect((host, port))
    return wrapped


def with_protocol(sock):
    # ruleid: python-ssl-wrap-socket
    return ssl.wrap_socket(sock, ssl_version=ssl.PROTOCOL_TLSv1_2)


def well(host, sock):
    context = ssl.create_default_context()
    # ok: python-ssl-wrap-socket
    return context.wrap_socket(sock, server_hostname=host)


def server(sock):
    # ok: python-ssl-wrap-socket
    return ssl.wrap_socket(sock, server_side=True, certfile="server.pem")


def checked(sock):
    # ok: python-ssl-wrap-socket
    return ssl.wrap_socket(sock, cert_reqs=ssl.CERT_REQUIRED, ca_certs="ca.pem")
