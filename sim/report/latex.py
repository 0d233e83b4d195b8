"""Tables for papers: booktabs, plain numbers, intervals in brackets, a caption that says the rest."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.view import Page

SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "−": r"$-$",
    "±": r"$\pm$",
    "×": r"$\times$",
    "▲": r"$\blacktriangle$",
    "▼": r"$\blacktriangledown$",
    "≈": r"$\approx$",
    "≠": r"$\neq$",
    "<": r"$<$",
    ">": r"$>$",
    "\u00a0": "~",
}
"""Signs that LaTeX reads otherwise, or that its fonts lack."""
HEAD = "% Needs \\usepackage{booktabs,amssymb}; Chinese also XeLaTeX or LuaLaTeX with a font that has it.\n"


def escaped(text: str) -> str:
    """A text that LaTeX prints as it is."""
    return "".join(SPECIAL.get(sign, sign) for sign in text)


def table(caption: str, label: str, head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """A table in booktabs; the first ``left`` columns are words, the others numbers."""
    columns = "l" * left + "r" * (len(head) - left)
    lines = [" & ".join(map(escaped, line)) + r" \\" for line in (head, *rows)]
    return "\n".join(
        [
            HEAD + r"\begin{table}",
            rf"\caption{{{escaped(caption)}}}\label{{{label}}}",
            rf"\begin{{tabular}}{{@{{}}{columns}@{{}}}}",
            r"\toprule",
            lines[0],
            r"\midrule",
            *lines[1:],
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
            "",
        ]
    )


def comparison_table(page: Page) -> str:
    """Every strategy in every KPI: mean, paired difference, 95 % intervals."""
    head = ("KPI", "strategy", "mean", "95 % interval", f"against {page.reference}", "95 % interval")
    rows = []
    for k, measure in enumerate(page.measures):
        for n, line in enumerate(page.lines):
            cell = line.cells[k]
            title = f"{measure.title}, {measure.unit}" if n == 0 else ""
            change = f"{cell.mark} {cell.change}{cell.stars}".strip()
            rows.append((title, line.strategy, cell.value, cell.interval, change, cell.change_interval))
    caption = f"{page.question} {', '.join(page.facts)}. {page.table_note}"
    return table(caption, "tab:comparison", head, rows, left=2)
