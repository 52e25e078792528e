"""Settings come from SORTIE_… variables; the secret is made once and kept private."""

import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from sortie.base.settings import ALL_ROLES, Settings, SettingsWrongError, load_settings


def test_a_secret_is_made_at_the_first_run_kept_private_and_never_changed(tmp_path: Path) -> None:
    first = load_settings(data_dir=tmp_path / "data")
    assert len(first.secret) >= 43
    assert load_settings(data_dir=tmp_path / "data").secret == first.secret
    assert stat.S_IMODE((tmp_path / "data" / "secret").stat().st_mode) == 0o600


def test_a_given_secret_wins_and_none_is_written(tmp_path: Path) -> None:
    assert load_settings(data_dir=tmp_path, secret="given").secret == "given"
    assert not (tmp_path / "secret").exists()


def test_roles_are_read_from_a_comma_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().roles == ALL_ROLES
    monkeypatch.setenv("SORTIE_ROLES", "api, worker")
    assert Settings().roles == {"api", "worker"}


def test_an_unknown_role_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORTIE_ROLES", "api,cook")
    with pytest.raises(ValidationError, match="roles"):
        Settings()


def test_the_public_address_follows_the_port_unless_given() -> None:
    assert Settings(port=8100).public_url == "http://127.0.0.1:8100"
    assert Settings(host="::").public_url == "http://127.0.0.1:8000"
    assert not Settings().secure_cookies
    given = Settings(public_url="https://fsm.example.cn/")
    assert given.public_url == "https://fsm.example.cn"
    assert given.secure_cookies


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    shown = repr(
        Settings(database_url="postgresql://u:hunter2@h/d", secret="hunter2", smtp_url="hunter2")
    )
    assert "hunter2" not in shown


def test_another_process_gets_the_very_same_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = load_settings(data_dir=tmp_path, roles="api", port=8123, demo=True)
    for name, value in ours.to_environment().items():
        monkeypatch.setenv(name, value)
    assert load_settings() == ours


def test_a_wrong_setting_is_told_by_its_name_and_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SORTIE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("SORTIE_PORT", "eighty")
    monkeypatch.setenv("SORTIE_TIME_ZONE", "Asia/Atlantis")
    with pytest.raises(SettingsWrongError) as told:
        load_settings()
    for locale in ("zh-CN", "en"):
        sentence = told.value.sentence(locale)
        assert "SORTIE_PORT" in sentence
        assert "SORTIE_TIME_ZONE" in sentence
        assert "Asia/Atlantis" in sentence


def test_a_wrong_setting_never_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SORTIE_DATABASES", '["postgresql://u:hunter2@h/d"]')
    with pytest.raises(SettingsWrongError) as told:
        load_settings()
    assert "SORTIE_DATABASES" in told.value.sentence("en")
    assert "hunter2" not in told.value.sentence("en")
