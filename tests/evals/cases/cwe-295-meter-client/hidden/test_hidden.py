import datetime
import ssl

import pytest

from meters.settings import Settings
from meters.tls import context_for

SETTINGS = [Settings("head.example"), Settings("10.0.0.7", oldest_tls="1.3"), Settings("localhost", port=1)]


@pytest.mark.parametrize("settings", SETTINGS)
def test_a_certificate_is_required(settings):
    assert context_for(settings).verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("settings", SETTINGS)
def test_a_certificate_of_another_host_is_refused(settings):
    assert context_for(settings).check_hostname is True


def test_the_authorities_of_the_system_are_trusted():
    usual = ssl.create_default_context().get_ca_certs(binary_form=True)
    assert len(context_for(Settings("head.example")).get_ca_certs(binary_form=True)) == len(usual)


def test_an_own_authority_is_trusted_besides():
    known = ssl.create_default_context()
    paths = [path for path in (ssl.get_default_verify_paths().cafile, ssl.get_default_verify_paths().openssl_cafile) if path]
    if not known.get_ca_certs(binary_form=True) or not paths:
        return
    certificate = ssl.DER_cert_to_PEM_cert(known.get_ca_certs(binary_form=True)[0])
    context = context_for(Settings("head.example", authority=certificate))
    assert ssl.PEM_cert_to_DER_cert(certificate) in context.get_ca_certs(binary_form=True)


def test_an_authority_that_cannot_be_read_is_still_an_error():
    with pytest.raises((ssl.SSLError, ValueError)):
        context_for(Settings("head.example", authority="nonsense"))


@pytest.mark.parametrize(("text", "version"), [("1.2", ssl.TLSVersion.TLSv1_2), ("1.3", ssl.TLSVersion.TLSv1_3)])
def test_the_version_is_as_set(text, version):
    assert context_for(Settings("head.example", oldest_tls=text)).minimum_version is version
