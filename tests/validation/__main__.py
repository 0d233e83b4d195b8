"""Write ``docs/validation.md``: 30 replications of the Hunan launch against published figures."""

from __future__ import annotations

from tests.docs.pages import DOCS
from tests.validation.page import page, sampled

REPLICATIONS = 30

if __name__ == "__main__":
    (DOCS / "validation.md").write_text(page(sampled(REPLICATIONS)))
