"""/review/: the curators' queue."""

from django.urls import path

from progress.views import assessments, review

app_name = "review"

urlpatterns = [
    path("", review.queue, name="queue"),
    path("reviewed/", review.reviewed, name="reviewed"),
    path("evidence/", review.evidence_problems, name="evidence"),
    path("<int:pk>/", review.report, name="report"),
    path("<int:pk>/publish/", review.publish, name="publish"),
    path("<int:pk>/return/", review.return_report, name="return"),
    path("<int:pk>/evidence/<int:evidence_pk>/show/", review.show_file, name="show_file"),
    path("<int:pk>/retract/", review.retract, name="retract"),
    path("commitments/<int:pk>/assess/", assessments.assess, name="assess"),
]
