"""The privacy notice: our clauses in plain English, and the council's published wording."""

from logger.notice.clauses import Clause, Notice, organisation

__all__ = ["Clause", "Notice", "organisation"]
