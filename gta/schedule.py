"""What Celery's beat starts, and how often (seconds). Each task looks into the database for what is due."""

CELERY_BEAT_SCHEDULE: dict[str, dict] = {
    "deliver mail": {"task": "outbox.tasks.deliver", "schedule": 60.0, "options": {"expires": 60}},
    "sweep mail": {"task": "outbox.tasks.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "forget old mail": {"task": "outbox.tasks.forget_settled", "schedule": 24 * 60 * 60.0},
    "write balances": {"task": "progress.tasks.write_balances", "schedule": 60 * 60.0, "options": {"expires": 3600}},
    "seal history": {"task": "progress.tasks.seal_history", "schedule": 60 * 60.0, "options": {"expires": 3600}},
    "plan reminders": {"task": "progress.tasks.plan_reminders", "schedule": 60 * 60.0, "options": {"expires": 3600}},
    "forget report links": {"task": "progress.tasks.forget_report_links", "schedule": 60 * 60.0},
    "work on evidence": {"task": "progress.tasks.work_on_evidence", "schedule": 60.0, "options": {"expires": 60}},
    "enrol evidence": {"task": "progress.tasks.enrol_evidence", "schedule": 60 * 60.0, "options": {"expires": 3600}},
    "plan summaries": {"task": "following.tasks.plan_summaries", "schedule": 60 * 60.0, "options": {"expires": 3600}},
    "forget answers": {"task": "submissions.tasks.forget_answers", "schedule": 24 * 60 * 60.0},
    "forget sheets": {"task": "submissions.tasks.forget_sheets", "schedule": 24 * 60 * 60.0},
    "forget followers": {"task": "following.tasks.forget", "schedule": 24 * 60 * 60.0},
    "forget notifications": {"task": "notifications.tasks.forget", "schedule": 24 * 60 * 60.0},
    "heartbeat": {"task": "gta.tasks.heartbeat", "schedule": 60.0, "options": {"expires": 60}},
    "sweep files": {"task": "gta.tasks.sweep_files", "schedule": 24 * 60 * 60.0, "options": {"expires": 3600}},
    "catch up log": {"task": "audit.tasks.catch_up", "schedule": 60 * 60.0, "options": {"expires": 3600}},
    "make packs": {"task": "opendata.tasks.make_packs", "schedule": 60.0, "options": {"expires": 60}},
    "snapshot": {
        "task": "opendata.tasks.make_monthly_snapshot",
        "schedule": 60 * 60.0,
        "options": {"expires": 3600},
    },
    "seal consent": {"task": "consent.tasks.seal_log", "schedule": 24 * 60 * 60.0},
    "purge consent": {"task": "consent.tasks.purge", "schedule": 24 * 60 * 60.0},
}
