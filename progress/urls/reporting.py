"""/reporting/: what is due from me, and my organisations' reports."""

from django.urls import path

from progress.views import (
    assessments,
    autosave,
    calendars,
    chosen,
    handovers,
    mail_links,
    report,
    reports,
    sign_off,
    threads,
    together,
    work,
)

app_name = "reporting"

urlpatterns = [
    path("", work.my_reporting, name="work"),
    path("mail/<int:pk>/again/", mail_links.mail_again, name="mail_again"),
    path("calendar/", calendars.own, name="calendar"),
    path("calendar/<str:token>.ics", calendars.feed, name="calendar_feed"),
    path("organisation/members/<int:pk>/hand-over/", handovers.hand_over, name="hand_over"),
    path("organisation/handovers/<int:pk>/", handovers.briefing, name="briefing"),
    path("chosen/", chosen.chosen_ones, name="chosen"),
    path("take/", chosen.take, name="take"),
    path("give/", chosen.give, name="give"),
    path("snooze/", chosen.snooze, name="snooze"),
    path("wake/", chosen.wake, name="wake"),
    path("reports/", reports.own_reports, name="reports"),
    path("reports/new/", work.start, name="start"),
    path("reports/no-change/", work.no_change, name="no_change"),
    path("reports/several/", together.several, name="several"),
    path("reports/undo/", work.undo, name="undo"),
    path("reports/<int:pk>/", report.report, name="report"),
    path("reports/<int:pk>/autosave/", autosave.autosave, name="autosave"),
    path("reports/<int:pk>/changes/", autosave.changes, name="changes"),
    path("reports/<int:pk>/discard/", report.discard, name="discard"),
    path("reports/<int:pk>/take-back/", report.take_back, name="take_back"),
    path("reports/<int:pk>/sign/", sign_off.sign, name="sign"),
    path("reports/<int:pk>/send-back/", sign_off.send_back, name="send_back"),
    path("reports/<int:pk>/comment/", threads.comment, name="comment"),
    path("commitments/<int:pk>/help/<slug:slug>/", threads.ask_for_help, name="ask_for_help"),
    path("assessments/<int:pk>/answer/", assessments.answer, name="answer_assessment"),
    path("threads/<int:pk>/", threads.thread, name="thread"),
    path("threads/<int:pk>/close/", threads.close, name="thread_close"),
    path("threads/<int:pk>/reopen/", threads.reopen, name="thread_reopen"),
    path("reports/<int:pk>/correct/", report.correct, name="correct"),
    path("reports/<int:pk>/evidence/add/", report.add_evidence, name="add_evidence"),
    path("reports/<int:pk>/evidence/<int:evidence_pk>/remove/", report.remove_evidence, name="remove_evidence"),
]
