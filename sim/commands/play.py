"""The command that plays: a person takes one operator and decides month by month against the others."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.commands import options
from sim.commands.simulate import chosen
from sim.commands.talk import document, overrides, say

if TYPE_CHECKING:
    from sim.strategies.protocol import Decision
    from sim.study.game import Game
    from sim.study.prompt import Levers, Line

ASK = "> "


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--operator", default="", metavar="X", help="Operator to play; the focus when left out.")
@click.option(
    "--strategy", default="", metavar="NAME", help="Strategy of the file that plans follow; its reference."
)
@click.option(
    "--rivals",
    default="",
    metavar="POLICY",
    help="Registered strategy that all rivals follow, instead of their own policies.",
)
@options.customers
@options.months
@options.seed
@click.option(
    "--replication", type=click.IntRange(0), default=0, show_default=True, help="Which luck to play with."
)
@click.option(
    "--script", type=click.Path(path_type=Path), metavar="GAME", help="Play the lines of a file, then stop."
)
@click.option(
    "--resume", type=click.Path(path_type=Path), metavar="GAME", help="Play a saved game, then go on by hand."
)
@options.out("Folder in which a game that is left is saved.")
@options.as_json
def play(  # noqa: PLR0913, PLR0917  # one argument per option
    file: str, operator: str, strategy: str, rivals: str, customers: int | None, months: int | None,
    seed: int | None, replication: int, script: Path | None, resume: Path | None, out: Path, as_json: bool,
) -> None:  # fmt: skip
    """Play one operator of scenario FILE against the others, month by month.

    You see what the operator may know: its own books, public prices, surveys. Type help at the prompt. At the
    end you are scored against the same market in which nobody played.
    """
    if script and resume:
        raise click.UsageError("--script and --resume exclude each other")
    from sim.scenario.load import load

    loaded = load(file, overrides(customers, months, seed))
    name = chosen(loaded, strategy)
    from sim.study.game import Game
    from sim.study.saved import read_game

    me = operator or loaded.scenario.focus
    game = Game(loaded, name, (me,), replication, rivals)
    seat = Seat(game, me, rivals, out / f"{Path(file).stem}-{me}-{replication}.play", quiet=as_json)
    for path in filter(None, (script, resume)):
        seat.follow(path, read_game(path, seat.facts), quiet=path is resume)
    if not script:
        seat.sit_down()
    seat.settle_up(as_json)


@dataclass
class Seat:
    """Where one person plays: the game, what is pending, and the lines so far."""

    game: Game
    me: str
    rivals: str
    home: Path
    quiet: bool
    pending: dict[str, float] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    """Lines that set levers or lived months: what has to be read to play the game again."""
    left: bool = False

    @property
    def facts(self) -> dict[str, object]:
        """Which game this is."""
        game = self.game
        return {
            "digest": game.loaded.digest, "operator": self.me, "strategy": game.strategy,
            "replication": game.replication, "rivals": self.rivals,
        }  # fmt: skip

    # --- sources of lines
    def follow(self, path: Path, lines: Sequence[str], quiet: bool) -> None:
        """Play the lines of a file. Raises InputError at the line that means nothing."""
        from sim.core.errors import InputError, Problem
        from sim.study.prompt import Misread

        before, self.quiet = self.quiet, self.quiet or quiet
        for number, line in enumerate(lines, 1):
            if self.left or self.game.is_over:
                break
            try:
                self.take(line)
            except Misread as wrong:
                raise InputError([Problem("prompt", str(path), number, 1, "", str(wrong))]) from None
        self.quiet = before

    def sit_down(self) -> None:
        """Ask for lines until the game is over or left; a line that means nothing is told and asked again."""
        from sim.study.prompt import Misread

        if not self.game.is_over and not self.left:
            self.tell(self.report())
            say("type help for what can be typed")
        while not self.game.is_over and not self.left:
            try:
                self.take(next(asked(), "quit"))
            except Misread as wrong:
                say(f"  {wrong}; nothing was done")

    # --- what a line does
    def take(self, text: str) -> None:
        """Do what a line says. Raises Misread."""
        from sim.study.prompt import read

        line = read(text, self.levers())
        if line.word in ("next", "set", "drop"):
            self.lines.append(text.strip())
        if line.word == "set":
            self.pending[line.lever] = line.value
        elif line.word == "next":
            self.live(int(line.argument or 1))
        elif line.word:
            self.other(line)

    def live(self, months: int) -> None:
        """Live some months, the first with what is pending."""
        for _ in range(months):
            if self.game.is_over:
                break
            for refusal in self.game.play({self.me: self.decision()}):
                say(f"  refused: {refusal.lever}: {refusal.reason}")
            self.pending = {}
            self.tell(self.report())

    def other(self, line: Line) -> None:
        """Words that change nothing in the market."""
        if line.word == "drop":
            self.pending = {}
        elif line.word == "save":
            self.save(Path(line.argument))
        elif line.word == "quit":
            self.left = True
        else:
            self.tell(self.answer(line))

    def answer(self, line: Line) -> str:
        """The answer to a question."""
        from sim.commands.play_text import levers_listed
        from sim.study.prompt import HELP

        if line.word == "levers":
            return levers_listed(self.levers(), line.argument)
        told = {"show": self.report, "offers": self.offers, "pending": self.waiting}
        return told[line.word]() if line.word in told else HELP

    def decision(self) -> Decision:
        """What is pending, as a decision."""
        from sim.strategies.protocol import Decision, Move

        return Decision(tuple(Move(lever, value) for lever, value in self.pending.items()), "played")

    def save(self, path: Path) -> None:
        """Write the game so far."""
        from sim.study.saved import write_game

        write_game(path, self.facts, self.lines)
        say(f"saved to {path}")

    # --- what is told
    def tell(self, text: str) -> None:
        """Print, unless quiet."""
        if not self.quiet:
            click.echo(text)

    def levers(self) -> Levers:
        """Own levers as they are now, pending ones as they were set."""
        from sim.study.game import levers_now

        return levers_now(self.game, self.me, self.pending)

    def report(self) -> str:
        """Own books of last month and what surveys say."""
        from sim.commands.play_text import month_report

        return month_report(self.game, self.me)

    def offers(self) -> str:
        """Everybody's public offers."""
        from sim.commands.play_text import offers_seen

        return offers_seen(self.game, self.me)

    def waiting(self) -> str:
        """What is pending."""
        levers, rows = self.levers(), []
        for name, value in self.pending.items():
            rows.append(f"  {name} {levers[name].shown(value)} {levers[name].unit}")
        return "\n".join(rows) or "  nothing is pending"

    # --- the end
    def settle_up(self, as_json: bool) -> None:
        """Save a game that was left, or score one that is over."""
        game = self.game
        if not game.month:
            say("nothing was played")
            return
        if not game.is_over and self.left:
            self.save(self.home)
            say(f"go on with --resume {self.home}")
        from sim.study.game import scores, unplayed

        found = scores(game.result(), unplayed(game, self.rivals))
        if as_json:
            told = {**self.facts, "months": game.month, "scores": [asdict(score) for score in found]}
            document("play", told)
            return
        from sim.commands.play_text import final_scores

        click.echo(final_scores(game, self.me, found))


def asked() -> Iterator[str]:
    """One line of the person's, after the prompt; none at the end of input."""
    if sys.stdin.isatty():
        click.echo(ASK, nl=False, err=True)
    line = sys.stdin.readline()
    if line:
        yield line


COMMANDS = {"play": play}
