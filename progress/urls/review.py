"""/review/: the curators' queue and desk."""

from django.urls import path

from progress.views import assessments, assessors, review, review_lists, review_reasons, review_unchanged

app_name = "review"

urlpatterns = [
    path("", review_lists.queue, name="queue"),
    path("reviewed/", review_lists.reviewed, name="reviewed"),
    path("evidence/", review_lists.evidence_problems, name="evidence"),
    path("unchanged/", review_unchanged.unchanged, name="unchanged"),
    path("keys/", review.keys, name="keys"),
    path("reasons/", review_reasons.reasons, name="reasons"),
    path("reasons/<int:pk>/", review_reasons.reason, name="reason"),
    path("reasons/<int:pk>/delete/", review_reasons.delete, name="reason_delete"),
    path("<int:pk>/", review.report, name="report"),
    path("<int:pk>/take/", review.take, name="take"),
    path("<int:pk>/skip/", review.skip, name="skip"),
    path("<int:pk>/reason/", review.keep_reason, name="keep_reason"),
    path("<int:pk>/reasons/", review_reasons.on_report, name="ready_reason"),
    path("<int:pk>/publish/", review.publish, name="publish"),
    path("<int:pk>/return/", review.return_report, name="return"),
    path("<int:pk>/evidence/<int:evidence_pk>/show/", review.show_file, name="show_file"),
    path("<int:pk>/retract/", review.retract, name="retract"),
    path("assessors/", assessors.listing, name="assessors"),
    path("assessors/new/", assessors.invite, name="assessor_new"),
    path("assessors/<int:pk>/end/", assessors.end, name="assessor_end"),
    path("assessments/", assessments.own, name="assessments"),
    path("assessments/<int:pk>/correct/", assessments.correct, name="assessment_correct"),
    path("assessments/<int:pk>/withdraw/", assessments.withdraw, name="assessment_withdraw"),
    path("commitments/<int:pk>/assess/", assessments.assess, name="assess"),
]
