"""The container files: what the schema of Compose cannot see, since no Docker runs here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.settings.file import load_settings
from tests.stores import file_of

ROOT = Path(__file__).parent.parent
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
KEY = "ab" * 32


@pytest.fixture
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(COMPOSE.read_text(encoding="utf-8"))
    return loaded


def test_services_refer_to_what_exists(compose: dict[str, Any]) -> None:
    """Every service waited for, volume mounted and secret used is declared, and none is declared in vain."""
    services = compose["services"].values()
    assert {name for service in services for name in service.get("depends_on", ())} <= set(compose["services"])
    mounts = {mount.split(":")[0] for service in services for mount in service.get("volumes", ())}
    assert {mount for mount in mounts if not mount.startswith((".", "/"))} == set(compose["volumes"])
    assert {name for service in services for name in service.get("secrets", ())} == set(compose["secrets"])


def test_variables_have_a_default() -> None:
    """`docker compose up` needs no environment file."""
    for variable in re.findall(r"\$\{([^}]*)\}", COMPOSE.read_text(encoding="utf-8")):
        assert ":-" in variable


def test_settings_of_the_container_are_known(compose: dict[str, Any], tmp_path: Path) -> None:
    """Every variable names a key of the example file, and every secret file is one that is mounted."""
    service = compose["services"]["leadbot"]
    environ = dict(service["environment"])
    for name, path in environ.items():
        if name.endswith("_FILE"):
            secret = Path(path).name
            assert path == f"/run/secrets/{secret}"
            assert secret in service["secrets"]
            file = tmp_path / secret
            file.write_text({"telegram_token": f"42:{KEY}"}.get(secret, KEY) + "\n", encoding="utf-8")
            environ[name] = str(file)
    settings = load_settings(ROOT / "leadbot.example.toml", environ)
    assert settings.agencies["casanova"].alterestate.api_key == KEY
    assert len(settings.data.encryption_keys) == 1
    mounts = [mount.split(":")[1] for mount in service["volumes"]]
    assert str(file_of(settings).parent) in mounts
    assert settings.address[1] == int(service["ports"][0].rsplit(":", 1)[1])


def test_no_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    """Keys and tokens come from files, so the compose file can be committed."""
    for name in compose["services"]["leadbot"]["environment"]:
        assert name.endswith("_FILE") or not re.search(r"KEY|TOKEN|SECRET", name)


def test_the_image_is_built_from_what_is_here() -> None:
    """Everything copied exists, with dependencies pinned by hash."""
    for source in re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE):
        assert (ROOT / source).exists()
    assert "--require-hashes" in DOCKERFILE
    assert {"flows", "adapters", "bot"} <= set(re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE))


def test_the_container_is_an_ordinary_user_and_tells_its_health(compose: dict[str, Any]) -> None:
    """It does not run as root, and both files look at the route that answers while it lives."""
    assert re.search(r"^USER leadbot$", DOCKERFILE, re.MULTILINE)
    assert "/healthz" in DOCKERFILE
    assert "/healthz" in compose["services"]["leadbot"]["healthcheck"]["test"][-1]
