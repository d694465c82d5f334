import keras
import torch


def checkpoint(path):
    # ruleid: python-model-file-unrestricted
    return torch.load(path, map_location="cpu", weights_only=True)


def network(path):
    # ruleid: python-model-file-unrestricted
    return keras.models.load_model(path, safe_mode=True)


def weights(path):
    # ok: python-model-file-unrestricted
    return torch.load(path, weights_only=True)


def default(path):
    # ok: python-model-file-unrestricted
    return keras.models.load_model(path)


def configured(path, strict):
    # ok: python-model-file-unrestricted
    return torch.load(path, weights_only=strict)
