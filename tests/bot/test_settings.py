"""Settings are read in one place, and every problem is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import SettingsInvalid
from bot.settings import KNOWN, need_slack, read_settings

README = Path(__file__).parents[2] / "README.md"


def test_nothing_set_is_a_working_default() -> None:
    """Asking from the shell needs no setting."""
    settings = read_settings({})
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.port == 3000
    assert settings.blocks == "full"
    assert settings.data_dir.name == "kubewhy"


def test_every_problem_is_told_at_once_and_no_secret_with_it() -> None:
    """Whoever mends settings does it once."""
    broken = {
        "SLACK_BOT_TOKEN": "xapp-mixed-up",
        "SLACK_APP_TOKEN": "xoxb-mixed-up",
        "PORT": "http",
        "KUBEWHY_LOG_LEVEL": "loud",
        "KUBEWHY_LOG_FORMAT": "xml",
        "KUBEWHY_SLACK_BLOCKS": "some",
        "KUBEWHY_RETENTION_DAYS": "0",
        "KUBEWHY_SLACK_API_URL": "slack.com",
    }
    with pytest.raises(SettingsInvalid) as refused:
        read_settings(broken)
    told = "\n".join(refused.value.problems)
    assert all(name in told for name in broken)
    assert "mixed-up" not in told


def test_a_setting_may_stand_in_a_file(tmp_path: Path) -> None:
    """Secrets are mounted as files."""
    (tmp_path / "token").write_text("xoxb-from-a-file\n")
    assert read_settings({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "token")}).bot_token == "xoxb-from-a-file"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """The line says which file and why."""
    with pytest.raises(SettingsInvalid, match=r"SLACK_BOT_TOKEN_FILE names .*missing.*No such file"):
        read_settings({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "missing")})


def test_a_setting_given_twice_is_refused(tmp_path: Path) -> None:
    """Nobody should have to guess which one counts."""
    (tmp_path / "token").write_text("xoxb-a")
    with pytest.raises(SettingsInvalid, match="both set"):
        read_settings({"SLACK_BOT_TOKEN": "xoxb-b", "SLACK_BOT_TOKEN_FILE": str(tmp_path / "token")})


def test_what_a_mode_needs_is_asked_for_with_where_to_get_it() -> None:
    """The line leads to the right page of Slack's."""
    with pytest.raises(SettingsInvalid) as refused:
        need_slack(read_settings({}), mode="http")
    assert [problem.split()[0] for problem in refused.value.problems] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]
    assert "Basic Information" in refused.value.problems[1]


def test_secrets_stay_out_of_the_representation() -> None:
    """A settings object in a log line shows no token."""
    settings = read_settings({"SLACK_BOT_TOKEN": "xoxb-secret", "SLACK_SIGNING_SECRET": "hush"})
    assert "xoxb-secret" not in repr(settings)
    assert "hush" not in repr(settings)


@pytest.mark.parametrize("name", [setting.name for setting in KNOWN])
def test_every_setting_is_in_the_readme(name: str) -> None:
    """The README tells of every setting."""
    assert f"`{name}`" in README.read_text(encoding="utf-8")


def test_the_kubeconfig_is_where_kubectl_looks_for_it() -> None:
    """And a pod is known by what Kubernetes sets in it."""
    outside, inside = read_settings({}), read_settings({"KUBECONFIG": "/a:/b", "KUBERNETES_SERVICE_HOST": "10.96.0.1"})
    assert (outside.kubeconfig, outside.in_cluster) == ("~/.kube/config", False)
    assert (inside.kubeconfig, inside.in_cluster) == ("/a:/b", True)
