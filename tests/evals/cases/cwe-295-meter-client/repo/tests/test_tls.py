import ssl

from meters.settings import Settings, from_environment
from meters.tls import context_for


def test_settings_come_from_the_environment():
    settings = from_environment({"METER_HOST": "head.example", "METER_TLS": "1.3"})
    assert settings == Settings("head.example", oldest_tls="1.3")


def test_the_lowest_version_is_kept():
    context = context_for(Settings("head.example", oldest_tls="1.3"))
    assert context.minimum_version is ssl.TLSVersion.TLSv1_3
