import os

import openai
from github import Github


def ask(text):
    # ruleid: python-hardcoded-api-key
    openai.api_key = "sk-ox9yimTcfipZGnzPbDFDyFKm51zfFoWbSrHAE56yUhQqg0ey"
    return openai.Completion.create(prompt=text)


def issues():
    # ruleid: python-hardcoded-api-key
    return Github("ghp_N1ygQdvpSfF5PH5nLZjMeI8cFSmj83LDUL4C").get_issues()


def ask_well(text):
    # ok: python-hardcoded-api-key
    openai.api_key = os.environ["OPENAI_API_KEY"]
    return openai.Completion.create(prompt=text)


def example():
    # ok: python-hardcoded-api-key
    return Github("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")


def short():
    # ok: python-hardcoded-api-key
    return "sk-learn", "sk-test"
