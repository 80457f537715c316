"""What the environment may say of an installation."""

from __future__ import annotations

import pytest

from orchestration.errors import MendableError
from orchestration.settings import Settings


def test_unset_variables_keep_five_versions_and_publish_the_texts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MINZHENG_KEPT_VERSIONS", raising=False)
    monkeypatch.setenv("MINZHENG_PUBLISH_TEXTS", "")
    settings = Settings.from_env()
    assert (settings.kept_versions, settings.publish_texts) == (5, True)


def test_versions_and_texts_are_as_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINZHENG_KEPT_VERSIONS", "2")
    monkeypatch.setenv("MINZHENG_PUBLISH_TEXTS", "No")
    settings = Settings.from_env()
    assert (settings.kept_versions, settings.publish_texts) == (2, False)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MINZHENG_KEPT_VERSIONS", "0"),
        ("MINZHENG_KEPT_VERSIONS", "-3"),
        ("MINZHENG_KEPT_VERSIONS", "all"),
        ("MINZHENG_PUBLISH_TEXTS", "perhaps"),
    ],
)
def test_a_value_that_means_nothing_is_told_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(MendableError, match=f"{variable} is '{value}'. Set it to"):
        Settings.from_env()
