"""Write the district and postcode tables of `bot/nlu/data/places/` from the package `geothai`.

Run after `geothai` has new data, then read the difference: ``python tools/build_places.py``.
`names.tsv`, `everyday.txt` and `seats.tsv` are kept by hand and only read here.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import geothai

PLACES = Path(__file__).parent.parent / "bot" / "nlu" / "data" / "places"


def main() -> None:
    """Write `districts.tsv` and `postcodes.tsv`; stop when the country does not add up."""
    grades = read_grades((PLACES / "everyday.txt").read_text(encoding="utf-8"))
    districts: list[tuple[str, str, str, str]] = []
    postcodes: dict[str, set[str]] = defaultdict(set)
    for province in geothai.provinces():
        code = f"TH-{province.code}"
        for district in geothai.districts(province.code):
            name = district.name_th.removeprefix("เขต")
            english = district.name_en.removeprefix("Khet ")
            districts.append((name, code, grade_of(name, grades), english))
            for subdistrict in geothai.subdistricts(district.code):
                for postcode in subdistrict.postal_codes:
                    postcodes[postcode].add(code)
    if len(districts) != 928 or len({code for _, code, _, _ in districts}) != 77:
        sys.exit(f"Expected 928 districts in 77 provinces; geothai gives {len(districts)}.")
    unknown = sorted(set(grades) - {name for name, _, _, _ in districts})
    if unknown:
        sys.exit(f"everyday.txt names what is no district: {' '.join(unknown)}")
    write("districts.tsv", "district\tprovince\tgrade\tenglish", districts)
    write(
        "postcodes.tsv",
        "postcode\tprovinces",
        [(postcode, ",".join(sorted(codes))) for postcode, codes in sorted(postcodes.items())],
    )


def read_grades(text: str) -> dict[str, str]:
    """Return the grade of each name of `everyday.txt`."""
    grades: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            grade, _, names = line.partition(":")
            grades.update(dict.fromkeys(names.split(), grade))
    return grades


def grade_of(name: str, grades: dict[str, str]) -> str:
    """Return how freely a district's name may be read: short ones are careful by default."""
    return grades.get(name, "free" if len(name) > 5 else "marked")


def write(file: str, header: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Write a table with tabs between its columns."""
    lines = [header, *("\t".join(row) for row in rows)]
    (PLACES / file).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
