import numpy as np
from transformers import AutoModel


def vectors(path):
    # ruleid: python-model-code-allowed
    return np.load(path, allow_pickle=True)


def model(name):
    # ruleid: python-model-code-allowed
    return AutoModel.from_pretrained(name, trust_remote_code=True, torch_dtype="auto")


def plain(path):
    # ok: python-model-code-allowed
    return np.load(path)


def off(path):
    # ok: python-model-code-allowed
    return np.load(path, allow_pickle=False)


def write(path, array):
    # ok: python-model-code-allowed
    np.save(path, array, allow_pickle=True)
