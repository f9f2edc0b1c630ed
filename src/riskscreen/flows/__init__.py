"""Which verbs does riskscreen have? One function each; the only code that joins neighbours."""

from riskscreen.flows.answering import answerable
from riskscreen.flows.approving import Approved, approve
from riskscreen.flows.audited import Audited
from riskscreen.flows.audits import audit, explain
from riskscreen.flows.demonstration import Demo, demo
from riskscreen.flows.diagnosis import doctor
from riskscreen.flows.keyring import make_key, trust_key
from riskscreen.flows.lacking import lacking_line, lacking_of
from riskscreen.flows.registering import Registered, register
from riskscreen.flows.releases import Released, release, waivers
from riskscreen.flows.reports import decision_lines, report
from riskscreen.flows.scores import read_scores, score_folder, visits_file
from riskscreen.flows.stopping import Switched, rollback, stop
from riskscreen.flows.synthesis import agreement, oracle_list, synthesise
from riskscreen.flows.training_run import TrainedRun
from riskscreen.flows.trainings import STANDARD, train
from riskscreen.flows.verification import verify
from riskscreen.scoring import override

__all__ = [
    "STANDARD",
    "Approved",
    "Audited",
    "Demo",
    "Registered",
    "Released",
    "Switched",
    "TrainedRun",
    "agreement",
    "answerable",
    "approve",
    "audit",
    "decision_lines",
    "demo",
    "doctor",
    "explain",
    "lacking_line",
    "lacking_of",
    "make_key",
    "oracle_list",
    "override",
    "read_scores",
    "register",
    "release",
    "report",
    "rollback",
    "score_folder",
    "stop",
    "synthesise",
    "train",
    "trust_key",
    "verify",
    "visits_file",
    "waivers",
]
