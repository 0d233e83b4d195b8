"""The routes of the page. Work is done by the crew, words are in templates."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sim.core.errors import DamagedResults, InputError, TelsimError
from sim.core.files import LockedFolder, content_of
from sim.core.wording import spoken
from sim.report.kept import KEPT, SCENARIO, report_in
from sim.report.tidy import calendar
from sim.report.words import csv_of, question_of
from sim.serve import orders
from sim.serve.asking import LIMITS, Asked, asked, job_of, loaded_of, refused
from sim.serve.crew import Crew, Failed, Job
from sim.serve.export import numbers_of, scenario_text
from sim.serve.guard import BODY, SESSION, Gate
from sim.serve.levers import groups
from sim.serve.library import Kept, Library
from sim.serve.lives import lives_of
from sim.serve.render import assets, chart_data, life_data, rendered
from sim.serve.shown import Shown

MOST_JOBS = 20
"""Jobs that one browser may have waiting or running."""
MOST_SHOWN = 40
"""Comparisons kept in memory as they are shown."""
PATIENCE = 300.0
"""Seconds that a request waits for a worker."""
STATUS = {InputError: 400, LockedFolder: 409, DamagedResults: 409, Failed: 409, TelsimError: 500}
REPORT_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
)
BOM = "\ufeff"
"""Tells Excel that a CSV file is UTF-8."""


class Missing(TelsimError):
    """What was asked for by name is not there."""


class Page:
    """Handlers of the routes."""

    def __init__(self, library: Library, crew: Crew) -> None:
        """A page over a library, worked by a crew."""
        self.library, self.crew = library, crew
        self._shown: OrderedDict[str, Shown] = OrderedDict()

    # --- pages ----------------------------------------------------------------------------------------------
    def home(self, request: Request) -> Response:
        """Questions to choose from."""
        return html("home.html.j2", entries=self.library.entries())

    def decide(self, request: Request) -> Response:
        """One scenario: strategies to tick, levers to move, and room for the answer."""
        name = request.path_params["name"]
        loaded = self._scenario(name)
        scenario = loaded.scenario
        base = scenario.compare.against
        return html(
            "decide.html.j2", name=name, scenario=scenario, question=question_of(scenario),
            strategies=tuple(loaded.strategies), base=base,
            groups=groups(loaded, scenario.focus, base), operator=scenario.focus, limits=LIMITS,
        )  # fmt: skip

    def levers(self, request: Request) -> Response:
        """Controls of one operator under one strategy, as a part of a page."""
        loaded = self._scenario(request.path_params["name"])
        operator = request.query_params.get("operator", loaded.scenario.focus)
        base = request.query_params.get("base", loaded.scenario.compare.against)
        if operator not in loaded.scenario.operators or base not in loaded.strategies:
            raise Missing("there is no such operator or strategy")
        return html("levers.html.j2", groups=groups(loaded, operator, base), operator=operator)

    def comparison(self, request: Request) -> Response:
        """A comparison as a page of its own, or as the part that stands beside the levers."""
        shown = self._look(request.path_params["name"])
        part = "part" in request.query_params
        template = "answer.html.j2" if part else "comparison.html.j2"
        home = next((n for n, f in self.library.files().items() if str(f) == shown.scenario_file), "")
        return html(template, shown=shown, data_of=chart_data(shown), origin=home)

    def runs(self, request: Request) -> Response:
        """Everything that is stored."""
        return html(
            "runs.html.j2", comparisons=self.library.comparisons(), tables=tuple(self.library.tables()),
            stored=self.library.stored_runs(),
        )  # fmt: skip

    def life(self, request: Request) -> Response:
        """One customer's life under two strategies, side by side."""
        query, kept = request.query_params, self._kept(request.path_params["name"])
        first, second = query.get("first", kept.against), query.get("second", kept.strategies[-1])
        if first not in kept.strategies or second not in kept.strategies:
            raise Missing("the comparison has no such strategy")
        shown = self._look(kept.name)
        customer = _number(query.get("customer", "0"), shown.customers)
        loaded = self.crew.ask(orders.scenario_of, kept.folder).result(PATIENCE)
        names = tuple(dict.fromkeys((first, second)))
        told = [self.crew.ask(orders.life, loaded, name, customer) for name in names]
        months = calendar(loaded.scenario.start, loaded.scenario.months)
        lives = lives_of(names, [answer.result(PATIENCE) for answer in told], months)
        return html(
            "life.html.j2", shown=shown, lives=lives, data_of=life_data(lives), customer=customer,
            first=first, second=second,
        )  # fmt: skip

    # --- running --------------------------------------------------------------------------------------------
    def run(self, request: Request) -> Response:
        """Take a comparison: an answer that is kept is named at once, another becomes a job."""
        wanted = asked(request.scope[BODY])
        loaded, session = loaded_of(self.library, wanted), request.scope[SESSION]
        job = job_of(self.library, loaded, wanted, session)
        if self._is_kept(job.title, loaded.digest, wanted):
            return JSONResponse({"comparison": job.title})
        if self.crew.under_way(session) >= MOST_JOBS:
            return told(429, f"{MOST_JOBS} comparisons are waiting already: let one end, or cancel one.")
        self._shown.pop(job.title, None)
        job.last.answer.add_done_callback(self._keep)
        self.crew.put(job)
        return JSONResponse({"job": job.id}, 202)

    def _is_kept(self, name: str, digest: str, wanted: Asked) -> bool:
        folder = self.library.folders().get(name)
        kept = self.library.kept(folder) if folder is not None else None
        return kept is not None and (kept.digest, kept.replications) == (digest, wanted.replications)

    def job(self, request: Request) -> Response:
        """How far a job is."""
        job = self._job(request)
        return JSONResponse(
            {
                "state": job.state,
                "done": job.done,
                "total": job.total,
                "error": job.error,
                "comparison": job.title,
            }
        )

    def cancel(self, request: Request) -> Response:
        """End a job."""
        self.crew.cancel(self._job(request))
        return JSONResponse({"state": "cancelled"})

    # --- files ----------------------------------------------------------------------------------------------
    def download(self, request: Request) -> Response:
        """A file of a comparison, or the table of a single run."""
        name, file = request.path_params["name"], request.path_params["file"]
        if file not in FILES:
            raise Missing("there is no such file")
        content, kind = FILES[file](self, name)
        stem = quote(f"{name}-{file}", safe="")
        return Response(
            content, media_type=kind, headers={"content-disposition": f"attachment; filename*=UTF-8''{stem}"}
        )

    def table(self, request: Request) -> Response:
        """The table of a single run."""
        found = self.library.tables().get(request.path_params["name"])
        if found is None:
            raise Missing("there is no such table")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"}
        return Response(content_of(found), media_type="text/csv; charset=utf-8", headers=headers)

    def report(self, request: Request) -> Response:
        """The report of a comparison, to read in the browser."""
        content, kind = self.report_file(request.path_params["name"])
        return Response(content, media_type=kind, headers={"content-security-policy": REPORT_POLICY})

    def report_file(self, name: str) -> tuple[bytes, str]:
        """The report, written first if need be."""
        folder = self._kept(name).folder
        self.crew.ask(orders.report, folder).result(PATIENCE)
        return content_of(report_in(folder, spoken())), "text/html; charset=utf-8"

    def scenario_file(self, name: str) -> tuple[bytes, str]:
        """The scenario as resolved: what the comparison can be repeated from."""
        return content_of(self._kept(name).folder / SCENARIO), "application/yaml; charset=utf-8"

    def strategies_file(self, name: str) -> tuple[bytes, str]:
        """The strategies as a small scenario that extends the one they were made from."""
        return scenario_text(self._look(name)).encode(), "application/yaml; charset=utf-8"

    def json_file(self, name: str) -> tuple[bytes, str]:
        """Everything that was found."""
        return content_of(self._kept(name).folder / KEPT), "application/json"

    def csv_file(self, name: str) -> tuple[bytes, str]:
        """Levels and differences as a table."""
        found = json.loads(content_of(self._kept(name).folder / KEPT))
        return csv_of(numbers_of(found)).encode(), "text/csv; charset=utf-8"

    def excel_file(self, name: str) -> tuple[bytes, str]:
        """The same, for Excel."""
        content, kind = self.csv_file(name)
        return BOM.encode() + content, kind

    def static(self, request: Request) -> Response:
        """A file of the page itself."""
        found = assets().get(request.path_params["name"])
        if found is None:
            raise Missing("there is no such file")
        headers = {"cache-control": "private, max-age=31536000, immutable"}
        return Response(found.content, headers=headers, media_type=found.kind)

    # --- looking things up ----------------------------------------------------------------------------------
    def _scenario(self, name: str) -> Any:
        if name not in self.library.files():
            raise Missing("there is no such scenario")
        return self.library.scenario(name)

    def _kept(self, name: str) -> Kept:
        folder = self.library.folders().get(name)
        kept = self.library.kept(folder) if folder is not None else None
        if kept is None:
            raise Missing("no comparison of that name is kept")
        return kept

    def _look(self, name: str) -> Shown:
        """A comparison as it is shown; from memory where it can be."""
        kept = self._kept(name)
        found = self._shown.get(name)
        if found is None or (found.digest, found.replications) != (kept.digest, kept.replications):
            found = self.crew.ask(orders.look, kept.folder).result(PATIENCE)
            self._remember(found)
        return found

    def _keep(self, answer: Any) -> None:
        if answer.exception() is None:
            self._remember(answer.result())

    def _remember(self, shown: Shown) -> None:
        self._shown[shown.name] = shown
        while len(self._shown) > MOST_SHOWN:
            self._shown.popitem(last=False)

    def _job(self, request: Request) -> Job:
        job = self.crew.jobs.get(request.path_params["id"])
        if job is None or job.session != request.scope[SESSION]:
            raise Missing("there is no such job")
        return job


FILES: dict[str, Callable[[Page, str], tuple[bytes, str]]] = {
    "scenario.yaml": Page.scenario_file,
    "strategies.yaml": Page.strategies_file,
    "comparison.json": Page.json_file,
    "numbers.csv": Page.csv_file,
    "numbers-excel.csv": Page.excel_file,
    "report.html": Page.report_file,
}
"""Files of a comparison -> what makes them."""


def _number(text: str, count: int) -> int:
    """The number of a customer. Raises InputError."""
    if not text.isascii() or not text.isdecimal() or int(text[:12]) >= count:
        raise refused(f"customers are 0 to {count - 1}", "customer")
    return int(text)


def html(template: str, **values: Any) -> HTMLResponse:
    """A page."""
    return HTMLResponse(rendered(template, **values))


def told(status: int, text: str, errors: list[dict[str, object]] | None = None) -> JSONResponse:
    """Bad news for the script of the page."""
    return JSONResponse({"error": text, "errors": errors or []}, status)


def wrong(request: Request, error: Exception) -> Response:
    """What was asked cannot be done: the same words that the command line has, as data or as a page."""
    status = (
        404
        if isinstance(error, Missing)
        else next(s for kind, s in STATUS.items() if isinstance(error, kind))
    )
    text = str(error)
    if request.method == "POST" or request.url.path.startswith("/job/"):
        problems = [asdict(p) for p in error.errors] if isinstance(error, InputError) else []
        return told(status, text, problems)
    return HTMLResponse(rendered("wrong.html.j2", text=text, status=status), status)


def not_found(request: Request, error: Exception) -> Response:
    """An address, or a way of asking, that nothing answers to."""
    status = getattr(error, "status_code", 404)
    return HTMLResponse(rendered("wrong.html.j2", text="There is no such page.", status=status), status)


Handler = Callable[[Request], Response]


def told_wrong(handler: Handler) -> Handler:
    """A handler whose refusals are answers."""

    def answers(request: Request) -> Response:
        try:
            return handler(request)
        except TelsimError as error:
            return wrong(request, error)

    return answers


def routes(page: Page) -> list[Route]:
    """Every address."""
    get: list[tuple[str, Handler]] = [
        ("/", page.home),
        ("/runs", page.runs),
        ("/decide/{name:path}", page.decide),
        ("/levers/{name:path}", page.levers),
        ("/comparison/{name}", page.comparison),
        ("/life/{name}", page.life),
        ("/report/{name}", page.report),
        ("/download/{name}/{file}", page.download),
        ("/table/{name}", page.table),
        ("/job/{id}", page.job),
        ("/static/{name}", page.static),
    ]
    post: list[tuple[str, Handler]] = [("/run", page.run), ("/job/{id}/cancel", page.cancel)]
    made = [Route(path, told_wrong(handler), methods=["GET"]) for path, handler in get]
    return made + [Route(path, told_wrong(handler), methods=["POST"]) for path, handler in post]


def make_app(library: Library, crew: Crew, hosts: tuple[str, ...], port: int, token: str) -> Gate:
    """The whole page behind its gate; the crew works as long as the server does."""

    @asynccontextmanager
    async def working(app: Starlette) -> Any:
        crew.start()
        yield
        crew.stop()

    page = Page(library, crew)
    app = Starlette(
        routes=routes(page),
        lifespan=working,
        middleware=[Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={404: not_found, 405: not_found},
    )
    app.router.redirect_slashes = False  # a name is looked up as it stands
    return Gate(app, hosts, port, token)
