"""Which verbs does riskscreen have? One function each; the only code that joins neighbours."""

from riskscreen.flows.answering import answerable
from riskscreen.flows.audits import audit, explain
from riskscreen.flows.demonstration import Demo, demo
from riskscreen.flows.diagnosis import doctor
from riskscreen.flows.registering import Registered, register
from riskscreen.flows.releases import Released, release, waivers
from riskscreen.flows.reports import decision_lines, report
from riskscreen.flows.scores import read_scores, score_folder, visits_file
from riskscreen.flows.synthesis import agreement, oracle_list, synthesise
from riskscreen.flows.training_run import TrainedRun
from riskscreen.flows.trainings import STANDARD, train
from riskscreen.flows.verification import verify

__all__ = [
    "STANDARD",
    "Demo",
    "Registered",
    "Released",
    "TrainedRun",
    "agreement",
    "answerable",
    "audit",
    "decision_lines",
    "demo",
    "doctor",
    "explain",
    "oracle_list",
    "read_scores",
    "register",
    "release",
    "report",
    "score_folder",
    "synthesise",
    "train",
    "verify",
    "visits_file",
    "waivers",
]
