import os

import boto3

# ruleid: python-hardcoded-aws-secret
AWS_SECRET_ACCESS_KEY = "abcdefghij0123456789ABCDEFGHIJ0123456789"


def storage():
    # ruleid: python-hardcoded-aws-secret
    return boto3.client(
        "s3",
        aws_access_key_id="AKIA0000000000000000",
        aws_secret_access_key="ABCDEFGHIJ0123456789abcdefghij0123456789",
    )


def queue():
    # ruleid: python-hardcoded-aws-secret
    return boto3.resource("sqs", aws_secret_access_key="0123456789abcdefghij0123456789ABCDEFGHIJ")


def from_the_environment():
    # ok: python-hardcoded-aws-secret
    return boto3.client("s3", aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"])


def stand_in():
    # ok: python-hardcoded-aws-secret
    return boto3.client("s3", endpoint_url="http://localhost:9000", aws_secret_access_key="minioadmin")


def manual():
    # ok: python-hardcoded-aws-secret
    return boto3.client("s3", aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")


def role():
    # ok: python-hardcoded-aws-secret
    return boto3.client("s3")
