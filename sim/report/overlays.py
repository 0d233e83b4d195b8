"""A strategy's overlay as the YAML it was written in, without reading the file again."""

from __future__ import annotations

import json
from collections.abc import Mapping

PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-")


def yaml_text(value: object, indent: int = 0) -> str:
    """YAML of nested mappings, lists and scalars, two blanks per level."""
    pad = "  " * indent
    if isinstance(value, Mapping) and value:
        return "\n".join(f"{pad}{_word(str(key))}:{_below(item, indent)}" for key, item in value.items())
    if isinstance(value, list | tuple) and value:
        return "\n".join(f"{pad}-{_below(item, indent)}" for item in value)
    return pad + _scalar(value)


def _below(value: object, indent: int) -> str:
    """What follows ``key:``: a scalar or a small mapping on the line, anything else on the lines below."""
    if isinstance(value, Mapping) and value and all(_is_scalar(item) for item in value.values()):
        return " {" + ", ".join(f"{_word(str(key))}: {_scalar(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Mapping | list | tuple) and value:
        return "\n" + yaml_text(value, indent + 1)
    return " " + _scalar(value)


def _is_scalar(value: object) -> bool:
    return not isinstance(value, Mapping | list | tuple)


def _scalar(value: object) -> str:
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    return _word(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _word(text: str) -> str:
    """A text as it is where it can only be a text, quoted otherwise."""
    plain = (
        set(text) <= PLAIN
        and text[:1].isalpha()
        and text.lower() not in ("true", "false", "null", "yes", "no", "on", "off")
    )
    return text if plain else json.dumps(text, ensure_ascii=False)
