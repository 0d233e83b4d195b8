"""Experiments small enough for tests."""

from __future__ import annotations

from pathlib import Path

from sim.study.experiment_load import Experiment, load_experiment
from tests.study.small import SCENARIO

TEXT = f"""# Does the small experiment work?
question: What moves profit?
scenario: {SCENARIO}
settings:
  customers.simulated: 200
  customers.served_by_depot: 5000
  months: 3
levers:
  trial: {{key: telecom.offers.lte_69.trial.months, low: 0, high: 3}}
  fee: {{key: telecom.offers.lte_69.fee, low: 49, high: 79}}
uncertainties:
  handset: {{key: economy.handsets.g4, low: 800, high: 1300, source: assumption}}
  rival:
    source: assumption
    choices:
      calm: {{}}
      cheap: {{mobile.offers.g3_58.fee: 48}}
outcomes:
  profit: {{}}
  share: {{}}
design: {{name: latin_hypercube, points: 4}}
replications: 2
"""


def experiment_file(folder: Path, old: str = "", new: str = "") -> Path:
    """The small experiment as a file, one piece of its text replaced."""
    assert not old or old in TEXT
    file = folder / "small.yaml"
    file.write_text(TEXT.replace(old, new, 1) if old else TEXT)
    return file


def experiment(folder: Path, old: str = "", new: str = "") -> Experiment:
    """The small experiment, loaded."""
    return load_experiment(experiment_file(folder, old, new))
