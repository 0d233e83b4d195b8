"""The page that tells why: one file of HTML with a waterfall and a table per account, figures beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.core.files import write_atomic
from sim.core.jit import SOURCES
from sim.report.figures import Drawing
from sim.report.page import FIGURES, environment, plate_of, write_figure
from sim.report.style import quiet_matplotlib
from sim.report.telling import held_together
from sim.report.tidy import Effect, sign_of
from sim.report.view import Fact, Grid, Plate
from sim.report.waterfall import Waterfall, waterfall
from sim.report.words import operator_title, title_of
from sim.results.kpis import kpi_named
from sim.results.numbers import change, digits_for, points, size_of
from sim.study.statistics import Estimate, estimate
from sim.study.why import Why
from sim.study.why_accounts import SEGMENT_HEADS, Account, Item, accounts, segment_lines
from sim.study.why_people import FOLLOWED
from sim.study.why_words import sentences

ABOUT = {
    "levers": "What the two strategies set differently, and what each setting brings: the mean of what it "
    "adds over all orders in which the settings could change sides. Alone: when no other has changed sides. "
    "Added to the others: when all others have.",
    "mechanisms": "What in people's behaviour the difference works through. Each mechanism is switched off "
    "in both strategies, once with all others at work and once with all others off; its share lies half-way. "
    "What three or more do together is interplay. A share against the sign of the whole dampens it.",
    "subscribers": "Every customer lives in both worlds with the same luck. Only those who are subscribers "
    "at the end of one world and not of the other change the number.",
    "money": "What the same people leave, month by month, after the costs that each of them causes. "
    "Cannibalised are those who would be subscribers anyway and leave less.",
}
CAUTIONS = (
    "Shares add up to the difference in every replication; tables are rounded, so their last digits may not.",
    "Intervals show luck. They hold for the parameters of this scenario; other plausible values move shares.",
    "A share says what the model does when a lever or mechanism is there or not: a fact about the model.",
    "The customers named as examples are typical of their class in the first replication: nearest to the "
    "median of its money.",
)


@dataclass(frozen=True)
class Part:
    """A section of the page."""

    name: str
    title: str
    about: str
    figures: tuple[Plate, ...]
    tables: tuple[Grid, ...]


@dataclass(frozen=True)
class WhyPage:
    """The whole page in words."""

    title: str
    focus: str
    facts: tuple[str, ...]
    bottom: tuple[str, ...]
    parts: tuple[Part, ...]
    cautions: tuple[str, ...]
    command: str
    manifest: tuple[Fact, ...]


@dataclass(frozen=True)
class Sized:
    """An account in the unit that it reads best in."""

    account: Account
    scale: float
    unit: str
    digits: int

    def text(self, e: Estimate) -> tuple[str, str]:
        """A share and its interval."""
        said = change(e.mean * self.scale, e.low * self.scale, e.high * self.scale, self.digits)
        return said.mean, said.interval

    def effect(self, name: str, e: Estimate) -> Effect:
        """A share as a bar."""
        better = kpi_named(self.account.kpi).better
        return Effect(name, e.mean, e.low, e.high, sign_of(e.low, e.high, better), " ".join(self.text(e)))


def sized(account: Account) -> Sized:
    """One unit and one number of decimals for all of an account."""
    every = [item.estimate for item in account.items] + [estimate(account.total)]
    scale, unit = size_of(max(abs(e.mean) for e in every), kpi_named(account.kpi).unit)
    digits = digits_for(max(e.half_width for e in every) * scale)
    return Sized(account, scale, points(unit), digits)


def rows_of(one: Sized) -> tuple[tuple[str, ...], ...]:
    """Every item with its interval and the numbers beside it; then the total."""
    blank = ("",) * len(one.account.columns)
    lines = [
        (item.name, item.does, *one.text(item.estimate), *(_aside(one, item) or blank))
        for item in one.account.items
    ]
    return (*lines, ("together", "", *one.text(estimate(one.account.total)), *blank))


def _aside(one: Sized, item: Item) -> tuple[str, ...]:
    """Numbers beside an item: money and differences in the account's unit, people in thousands."""
    found = []
    for head, values in zip(one.account.columns, item.aside, strict=False):
        mean = float(values.mean())
        if head == "people":
            found.append(f"{mean / 1e3:,.0f}")
        else:
            found.append(change(mean * one.scale, 0.0, 0.0, one.digits).mean)
    return tuple(found)


def head_of(one: Sized) -> tuple[str, ...]:
    """Heads of the columns of an account's table."""
    columns = ("thousand people" if head == "people" else head for head in one.account.columns)
    return ("", "what it is", one.unit, "95 % interval", *columns)


def drawing_of(one: Sized) -> Drawing:
    """The account as a waterfall."""
    account = one.account
    causes = tuple(one.effect(item.name, item.estimate) for item in account.items)
    total = one.effect("together", estimate(account.total))
    title = (
        f"{account.title}: {title_of(account.kpi)}"
        if account.part in ("levers", "mechanisms")
        else account.title
    )
    return waterfall(Waterfall(f"why_{account.part}", title, one.unit, one.scale, causes, total))


def write_why(found: Why, path: Path) -> tuple[Path, ...]:
    """Write the page to ``path``, its figures beside it; the paths of page and SVGs."""
    quiet_matplotlib()
    shown = [sized(account) for account in accounts(found, found.ask.kpi)]
    drawn = [drawing_of(one) for one in shown]
    parts = tuple(_part(found, one, drawing) for one, drawing in zip(shown, drawn, strict=True))
    page = _page(found, parts)
    stems = [write_figure(path.parent / FIGURES, drawing) for drawing in drawn]
    write_atomic(path, environment().get_template("why.html.j2").render(page=page).encode())
    return (path, *(stem.with_suffix(".svg") for stem in stems))


def _part(found: Why, one: Sized, drawing: Drawing) -> Part:
    account = one.account
    tables = [Grid(f"{account.title}: {account.note}.", head_of(one), rows_of(one), 2)]
    if account.part == "money":
        tables += [segments_of(found), examples_of(found)]
    plate = plate_of(drawing, f"{account.note[:1].upper()}{account.note[1:]}.")
    return Part(account.part, account.title, ABOUT[account.part], (plate,), tuple(tables))


def segments_of(found: Why) -> Grid:
    """People and money by segment."""
    lines = segment_lines(found)
    last = len(SEGMENT_HEADS) - 1
    heads = tuple(
        f"{head}, {'million RMB' if k == last else 'thousand'}" for k, head in enumerate(SEGMENT_HEADS)
    )
    rows = tuple(
        (line.segment, *(_brief(e, 1e6 if k == last else 1e3) for k, e in enumerate(line.cells)))
        for line in lines
    )
    return Grid(
        "By segment: people, and profit before costs not caused by single people", ("segment", *heads), rows
    )


def _brief(e: Estimate, size: float) -> str:
    digits = digits_for(e.half_width / size)
    said = change(e.mean / size, 0.0, 0.0, digits).mean
    return f"{said} ± {e.half_width / size:,.{digits}f}"


def examples_of(found: Why) -> Grid:
    """Typical lives of every class in the first replication."""
    segments, lives = tuple(found.ask.loaded.scenario.customers.segments), found.people[0].lives
    rows = tuple(
        (name, segments[life.segment], str(life.customer), change(life.margin / 100.0, 0.0, 0.0, 0).mean)
        for name in FOLLOWED
        for life in lives[name]
    )
    how = trace(found, rows[0][2]) if rows else "nobody was moved"
    caption = f"Lives to follow, in the first replication: {how}"
    return Grid(caption, ("class", "segment", "customer", "RMB left more"), rows, 2)


def sizes(found: Why) -> str:
    """Options that make a run of the command line the one that was compared."""
    scenario = found.ask.loaded.scenario
    return f"--customers {scenario.customers.simulated} --months {scenario.months} --seed {scenario.seed}"


def trace(found: Why, customer: str) -> str:
    """The command that tells a customer's life under either strategy."""
    ask = found.ask
    either = f"--strategy {ask.first} (or {ask.second})"
    return f"telsim trace {ask.loaded.file} --customer {customer} {sizes(found)} {either}"


def _page(found: Why, parts: tuple[Part, ...]) -> WhyPage:
    ask, scenario = found.ask, found.ask.loaded.scenario
    title = f"Why does {ask.second} do {'better' if _does_better(found) else 'worse'} than {ask.first}?"
    focus = operator_title(scenario, scenario.focus)
    facts = (
        f"{title_of(ask.kpi)}", f"{ask.replications} replications", f"{scenario.months} months",
        f"{scenario.customers.simulated:,} customers stand for {scenario.customers.represents:,}",
        f"seed {scenario.seed}", f"scenario {ask.loaded.digest[:12]}",
    )  # fmt: skip
    return WhyPage(
        title, focus, facts, tuple(held_together(sentence) for sentence in sentences(found)), parts, CAUTIONS,
        command(found), _manifest(found),
    )  # fmt: skip


def _does_better(found: Why) -> bool:
    """True when the difference is on the wanted side."""
    ask = found.ask
    return (found.estimate(ask.kpi).mean > 0) == (kpi_named(ask.kpi).better != "down")


def command(found: Why) -> str:
    """The command line that computes this page again."""
    ask = found.ask
    asked = f"telsim why {ask.loaded.file} {ask.first} {ask.second} --kpi {ask.kpi}"
    parts = "".join(f" --part {part}" for part in ask.parts) if len(ask.parts) < len(ABOUT) - 1 else ""
    groups = "".join(f" --group '{name}={','.join(paths)}'" for name, paths in ask.groups.items())
    return f"{asked} --replications {ask.replications}{parts}{groups} {sizes(found)}"


def _manifest(found: Why) -> tuple[Fact, ...]:
    ask = found.ask
    return (
        Fact("scenario file", ask.loaded.file),
        Fact("scenario SHA-256", ask.loaded.digest),
        Fact("runs", str(found.runs)),
        Fact("program sources", SOURCES),
        Fact("machine", f"{found.machine['system']}, Python {found.machine['python']}"),
    )
