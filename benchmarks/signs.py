"""How long five hundred signs take, from the table to the ZIP with every PDF proved (signs §10: under 60 s, two cores).

python -m benchmarks.signs
"""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROWS = 500
KINDS = (
    ("rotulo", "24x36", "es,en"),
    ("vitrina", "a4", "es"),
    ("volante", "a5", "es,fr"),
    ("tarjeta", "tarjeta", "es"),
)
SETTINGS = """
public_url = "https://qr.casacaribe.do"
[agencies.casacaribe]
name = "Casa Caribe"
human_phone = "809-555-0100"
[agencies.casacaribe.alterestate]
api_key = "none"
[agencies.casacaribe.channels.whatsapp]
kind = "whatsapp"
account_sid = "AC55555555555555555555555555555555"
auth_token = "none"
number = "+18095550100"
"""


def write_table(path: Path) -> None:
    """Five hundred different properties in the sizes that agencies print."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("titulo", "tipo", "pieza", "tamano", "idioma", "ubicacion"))
        for row in range(ROWS):
            piece, size, languages = KINDS[row % len(KINDS)]
            title = f"Apartamento {row + 1} en Naco · {row % 4 + 1} habitaciones · 2 baños"
            table.writerow((title, "venta", piece, size, languages, f"porton-{row + 1}"))


def main() -> None:
    """One line."""
    with TemporaryDirectory() as folder:
        config, table, bundle = (Path(folder) / name for name in ("leadbot.toml", "signs.csv", "signs.zip"))
        config.write_text(SETTINGS, encoding="utf-8")
        write_table(table)
        words = ("sign", "import", str(table), "--create", "--out", str(bundle), "--config", str(config), "--json")
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "bot", *words], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # ours
        took = time.perf_counter() - begun
        print(f"{ROWS} signs: {took:.1f} s, {1000 * took / ROWS:.0f} ms each, {bundle.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
