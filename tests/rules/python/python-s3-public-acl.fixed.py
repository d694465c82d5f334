import boto3

s3 = boto3.client("s3")


def publish(name, data):
    # ruleid: python-s3-public-acl
    s3.put_object(Bucket="invoices", Key=name, Body=data, ACL="private")


def upload(path, name):
    # ruleid: python-s3-public-acl
    s3.upload_file(path, "invoices", name, ExtraArgs={"ContentType": "text/csv", "ACL": "private"})


def private(name, data):
    # ok: python-s3-public-acl
    s3.put_object(Bucket="invoices", Key=name, Body=data, ACL="private")


def default(name, data):
    # ok: python-s3-public-acl
    s3.put_object(Bucket="invoices", Key=name, Body=data)


def owner(name, data):
    # ok: python-s3-public-acl
    s3.put_object(Bucket="invoices", Key=name, Body=data, ACL="bucket-owner-full-control")
