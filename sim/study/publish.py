"""A sweep as a research object: an RO-Crate, which repositories and search engines of data can read.

The crate is the sweep's own folder with a description beside the files: what each is, how large, its SHA-256,
what made it, and in which order. Nothing is copied and nothing is sent.

Source: RO-Crate 1.1 (Soiland-Reyes et al. 2022, Data Science 5), https://w3id.org/ro/crate/1.1.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sim.core.files import content_of, digest_bytes, files_in, write_atomic
from sim.study.point_tasks import LOOSE
from sim.study.shards import SHARDS
from sim.study.stored import Stored

CRATE = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "https://w3id.org/ro/crate/1.1"
ROOMS = ("", "figures", LOOSE, SHARDS)
"""Folders of a sweep, itself first."""
KINDS = {
    ".run": "application/octet-stream",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".yaml": "application/yaml",
}
MEANINGS = {
    "sweep.json": "The experiment as resolved: factors, outcomes, design, seeds, versions, machine.",
    "plan.parquet": "A row per point and replication: key of its run, and every factor's value.",
    "base.json": "The scenario that points write over, every default filled in.",
    "failed.json": "Runs that could not be carried out, with the reason.",
    "report.html": "The report, readable by itself.",
}


def publish(folder: Path, title: str, authors: tuple[str, ...], licence: str, date: str) -> Path:
    """Write the description of a verified sweep; its path.

    ``date`` is ``YYYY-MM-DD``, ``licence`` an address. Raises DamagedResults for a shard that is not what was
    written.
    """
    stored = Stored(folder)
    inside = [path for room in ROOMS for path in files_in(folder / room, "")]
    files = [path for path in inside if path.suffix in KINDS and path.name != CRATE]
    described = [_file(folder, path) for path in files]
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": PROFILE},
            "about": {"@id": "./"},
        },
        _root(stored, title, authors, licence, date, [one["@id"] for one in described]),
        *({"@id": _author(name), "@type": "Person", "name": name} for name in authors),
        _software(),
        _action(stored),
        *described,
    ]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1)
    write_atomic(folder / CRATE, text.encode() + b"\n")
    return folder / CRATE


def _root(
    stored: Stored, title: str, authors: tuple[str, ...], licence: str, date: str, parts: list[str]
) -> dict[str, Any]:
    """The data set as a whole."""
    question = str(stored.told["experiment"]["question"])
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": title or question,
        "description": f"{question} {stored.runs} runs of telsim at {stored.told['points']} points.",
        "datePublished": date,
        "license": {"@id": licence} if licence else "not stated",
        "author": [{"@id": _author(name)} for name in authors],
        "variableMeasured": [f"{outcome.name} ({outcome.unit})" for outcome in stored.outcomes],
        "hasPart": [{"@id": part} for part in parts],
        "mentions": {"@id": "#sweep"},
    }


def _author(name: str) -> str:
    return "#" + "-".join(name.lower().split())


def _software() -> dict[str, Any]:
    return {"@id": "#telsim", "@type": "SoftwareApplication", "name": "telsim", "version": version("telsim")}


def _action(stored: Stored) -> dict[str, Any]:
    """What made the files: with these digests and packages they can be made again."""
    told = stored.told
    return {
        "@id": "#sweep",
        "@type": "CreateAction",
        "name": f"telsim sweep {Path(str(told['file'])).name}",
        "instrument": {"@id": "#telsim"},
        "object": [{"@id": "sweep.json"}, {"@id": "base.json"}],
        "result": {"@id": "./"},
        "description": f"experiment {told['digest']}, sources {told['sources']}",
        "additionalProperty": [
            {"@type": "PropertyValue", "name": name, "value": value}
            for name, value in told["machine"]["packages"].items()
        ],
    }


def _file(folder: Path, path: Path) -> dict[str, Any]:
    content = content_of(path)
    name = path.relative_to(folder).as_posix()
    known = {"description": MEANINGS[name]} if name in MEANINGS else {}
    if name.startswith("shards/") and name.endswith(".parquet"):
        known = {"description": "Results: a row per run, month and operator; every KPI a column."}
    return {
        "@id": name,
        "@type": "File",
        "name": path.name,
        **known,
        "contentSize": str(len(content)),
        "encodingFormat": KINDS[path.suffix],
        "sha256": digest_bytes(content),
    }
