"""The templates with a GitHub App, run for real under `act`: what a team does that wants checks on our branches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.doubles.github import App
from tests.workflows.act import Event, needs_act
from tests.workflows.shop import shop, start

pytestmark = [needs_act, pytest.mark.slow]


def test_with_an_app_its_bot_proposes_and_reminds_and_its_key_stays_in_one_job(tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form, public = serialization.PrivateFormat.PKCS8, serialization.PublicFormat.SubjectPublicKeyInfo
    text = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    app = App(7, "our-suture", key.public_key().public_bytes(serialization.Encoding.PEM, public).decode())
    kept, known = {"SUTURE_APP_KEY": text}, {"SUTURE_APP_ID": "7", "SUTURE_APP_LOGIN": "our-suture[bot]"}
    with shop(tmp_path, app) as hub:
        hub.state.set_clock(datetime.now(UTC) - timedelta(days=9))
        ran = start(hub, tmp_path, "suture-fix.yml", Event("schedule"), secrets=kept, variables=known)
        assert ran.status == 0, ran.log
        (pull,) = hub.state.pulls.values()
        assert pull.author == "our-suture[bot]"
        assert {one.job for one in ran.environments if text in one.variables.values()} == {"publish"}
        asking = [one for one in ran.environments if text in one.variables.values()]
        assert {one.action for one in asking} == {"actions/create-github-app-token"}

        hub.state.frozen = None
        ran = start(hub, tmp_path, "suture-follow.yml", Event("schedule"), secrets=kept, variables=known)
        assert ran.status == 0, ran.log
        (said,) = list(hub.state.comments.on(1))
        assert said.login == "our-suture[bot]" and "@bob" in said.body
        assert hub.complaints == []
