import boto3
import mysql.connector
from elasticsearch import Elasticsearch
from kubernetes import client


def search(hosts):
    # ruleid: python-client-tls-check-off
    return Elasticsearch(hosts, verify_certs=False)


def storage(endpoint):
    # ruleid: python-client-tls-check-off
    return boto3.client("s3", endpoint_url=endpoint, verify=False)


def database(host, user, password):
    # ruleid: python-client-tls-check-off
    return mysql.connector.connect(host=host, user=user, password=password, ssl_verify_cert=False)


def cluster(host):
    configuration = client.Configuration()
    configuration.host = host
    # ruleid: python-client-tls-check-off
    configuration.verify_ssl = False
    return client.ApiClient(configuration)


def checked(hosts, cafile):
    # ok: python-client-tls-check-off
    return Elasticsearch(hosts, verify_certs=True, ca_certs=cafile)


def own_authority(endpoint, cafile):
    # ok: python-client-tls-check-off
    return boto3.client("s3", endpoint_url=endpoint, verify=cafile)


def configured(hosts, settings):
    # ok: python-client-tls-check-off
    return Elasticsearch(hosts, verify_certs=settings.verify)


def form(schema, data):
    # ok: python-client-tls-check-off
    return schema.load(data, verify=False)
