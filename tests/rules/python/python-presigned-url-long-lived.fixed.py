import boto3

s3 = boto3.client("s3")


def link(name):
    # ruleid: python-presigned-url-long-lived
    return s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": name}, ExpiresIn=3600)


def form(name):
    # ruleid: python-presigned-url-long-lived
    return s3.generate_presigned_post("b", name, ExpiresIn=3600)


def short(name):
    # ok: python-presigned-url-long-lived
    return s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": name}, ExpiresIn=900)


def default(name):
    # ok: python-presigned-url-long-lived
    return s3.generate_presigned_post("b", name)


def configured(name, seconds):
    # ok: python-presigned-url-long-lived
    return s3.generate_presigned_post("b", name, ExpiresIn=seconds)
