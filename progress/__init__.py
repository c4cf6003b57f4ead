"""How it goes: progress reports, evidence, assessments, the review workflow, periods, reminders.

May import stakeholders and what lies below it, and outbox. Start reading at ``models/report.py``, then ``workflow.py``.
"""
