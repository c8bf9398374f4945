"""The container files: what the schema of Compose cannot see, since no Docker runs here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.settings.file import load_settings

ROOT = Path(__file__).parent.parent
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
KEY = "ab" * 32
SECRETS = {"telegram_token": f"42:{KEY}", "database_url": f"postgresql://leadbot:{KEY}@postgres/leadbot"}
SERVING = ("leadbot", "replica1", "replica2")
INSIDE = 8080  # the port in every container of ours


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
    assert {used["source"] for service in services for used in service.get("configs", ())} == set(compose["configs"])


def test_files_that_are_mounted_exist(compose: dict[str, Any]) -> None:
    """Whoever copies the repository has all but settings and secrets."""
    files = [ROOT / one["file"] for one in compose["configs"].values() if "file" in one]
    assert files
    assert [file for file in files if not file.is_file()] == []


def test_variables_have_a_default() -> None:
    """`docker compose up` needs no environment file."""
    for variable in re.findall(r"\$\{([^}]*)\}", COMPOSE.read_text(encoding="utf-8")):
        assert ":-" in variable


@pytest.mark.parametrize("name", SERVING)
def test_settings_of_the_container_are_known(compose: dict[str, Any], tmp_path: Path, name: str) -> None:
    """Every variable names a key of the example file, and every secret file is one that is mounted."""
    service = compose["services"][name]
    environ = dict(service["environment"])
    for variable, path in environ.items():
        if variable.endswith("_FILE"):
            secret = Path(path).name
            assert path == f"/run/secrets/{secret}"
            assert secret in service["secrets"]
            file = tmp_path / secret
            file.write_text(SECRETS.get(secret, KEY) + "\n", encoding="utf-8")
            environ[variable] = str(file)
    settings = load_settings(ROOT / "leadbot.example.toml", environ)
    assert settings.agencies["casanova"].alterestate.api_key == KEY
    assert len(settings.data.encryption_keys) == 1
    assert settings.address == ("0.0.0.0", INSIDE)
    mounts = [mount.split(":")[1] for mount in service["volumes"]]
    assert settings.database_path is None or str(settings.database_path.parent) in mounts


def test_the_single_service_is_reached_from_this_machine_alone(compose: dict[str, Any]) -> None:
    """Nothing without TLS is open to everybody."""
    (port,) = compose["services"]["leadbot"]["ports"]
    assert re.fullmatch(rf"127\.0\.0\.1:\$\{{PORT:-\d+\}}:{INSIDE}", port)


def test_replicas_are_two_of_the_same_on_one_server(compose: dict[str, Any]) -> None:
    """Both wait for PostgreSQL, which has a password and keeps its data; none of it starts with the single service."""
    services = compose["services"]
    first, second = (services[name] for name in SERVING[1:])
    assert first == second
    assert first["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres_password"
    assert services["postgres"]["volumes"] == ["postgres:/var/lib/postgresql"]
    assert {name for name, service in services.items() if "profiles" not in service} == {"leadbot", "caddy"}
    profiled = {name for name, service in services.items() if "replicas" in service.get("profiles", ())}
    assert profiled == {"replica1", "replica2", "postgres", "proxy"}


def test_the_proxy_spreads_webhooks_over_the_replicas(compose: dict[str, Any]) -> None:
    """It gives each webhook to a replica that says it is ready."""
    rules = compose["configs"]["two"]["content"]
    upstreams = re.findall(r"(\w+):(\d+)", rules.split("reverse_proxy ")[1].split("{")[0])
    assert upstreams == [(name, str(INSIDE)) for name in SERVING[1:]]
    assert re.search(r"health_uri /readyz$", rules, re.MULTILINE)


@pytest.mark.parametrize(("door", "rules", "behind"), [("caddy", "one", ["leadbot"]), ("proxy", "two", [*SERVING[1:]])])
def test_what_is_open_to_the_world(compose: dict[str, Any], door: str, rules: str, behind: list[str]) -> None:
    """One door with a certificate for either way; what tells of the inside stays there, and the doctor gets through."""
    services, content = compose["services"], compose["configs"][rules]["content"]
    assert services[door]["depends_on"] == behind
    assert services[door]["configs"] == [{"source": rules, "target": "/etc/caddy/Caddyfile"}]
    assert content.startswith("${DOMAIN:-localhost} {")
    assert re.search(r"@inside path /metrics /readyz\n\s+respond @inside 404$", content, re.MULTILINE)
    opened = {
        name for name, service in services.items() for port in service.get("ports", ()) if "127.0.0.1" not in port
    }
    assert opened == {"caddy", "proxy"}


def test_no_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    """Keys, tokens and passwords come from files, so the compose file can be committed."""
    for service in compose["services"].values():
        for name in service.get("environment", ()):
            assert name.endswith("_FILE") or not re.search(r"KEY|TOKEN|SECRET|PASSWORD", name)


def test_the_image_is_built_from_what_is_here() -> None:
    """Everything copied exists, with dependencies pinned by hash."""
    for source in re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE):
        assert (ROOT / source).exists()
    assert "--require-hashes" in DOCKERFILE
    assert {"flows", "adapters", "bot"} <= set(re.findall(r"^COPY (\S+) ", DOCKERFILE, re.MULTILINE))


def test_the_container_is_an_ordinary_user_and_tells_its_health(compose: dict[str, Any]) -> None:
    """It does not run as root, and both files look at the route that answers while it lives."""
    user = re.search(r"^USER (\d+)$", DOCKERFILE, re.MULTILINE)
    assert user
    assert f"useradd --system --uid {user[1]} " in DOCKERFILE
    assert "/healthz" in DOCKERFILE
    assert "/healthz" in compose["services"]["leadbot"]["healthcheck"]["test"][-1]


def test_grafana_finds_its_page(compose: dict[str, Any]) -> None:
    """The page is mounted where Grafana is told to look, and asks the Prometheus beside it."""
    folder = ROOT / "docs/deploy/grafana"
    yaml = YAML(typ="safe")
    (provider,) = yaml.load(folder / "dashboards.yml")["providers"]
    mounts = {one["source"]: one["target"] for one in compose["services"]["grafana"]["configs"]}
    assert mounts["dashboard"].rpartition("/")[0] == provider["options"]["path"]
    (source,) = yaml.load(folder / "datasource.yml")["datasources"]
    assert source["url"] == "http://prometheus:9090"
    assert f'"uid": "{source["uid"]}"' in (folder / "leadbot.json").read_text(encoding="utf-8")
