"""Writes again what is generated from the field tables: JSON Schemas and reference tables.

Run ``python tests/unit/files/regenerate.py`` after a change of a format; tests fail until then.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from counterfoil.adapters.files.reference import REFERENCES, table_reference
from counterfoil.adapters.files.schemas import SCHEMAS, schema_text

ROOT = Path(__file__).resolve().parents[3]
START = "<!-- generated from the field tables; see tests/unit/files/regenerate.py -->\n"
END = "<!-- end of what is generated -->\n"


def generated() -> Iterator[tuple[Path, str]]:
    """Answer each file that holds something generated, with its text as it has to be."""
    for name, schema in SCHEMAS.items():
        text = schema_text(schema())
        yield ROOT / f"adapters/files/schema/{name}.schema.json", text
        yield ROOT / f"docs/reference/schema/{name}.schema.json", text
    for name, tables in REFERENCES.items():
        page = ROOT / f"docs/reference/{name}-file.md"
        before, _, rest = page.read_text(encoding="utf-8").partition(START)
        after = rest.partition(END)[2]
        yield page, f"{before}{START}\n{table_reference(tables)}\n{END}{after}"


if __name__ == "__main__":
    for path, text in generated():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
