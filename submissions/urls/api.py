"""The write API; ``gta.urls`` puts ``/api/v1/reporting/`` before it."""

from django.urls import path

from submissions.api import views

app_name = "reporting_api"

urlpatterns = [
    path("", views.TokenView.address(), name="token"),
    path("due/", views.DueView.address(), name="due"),
    path("no-change/", views.NoChangeView.address(), name="no_change"),
    path("reports/", views.ReportsView.address(), name="reports"),
    path("reports/<int:pk>/", views.ReportView.address(), name="report"),
    path("reports/<int:pk>/submit/", views.SubmitView.address(), name="submit"),
    path("reports/<int:pk>/correct/", views.CorrectView.address(), name="correct"),
    path("reports/<int:pk>/take-back/", views.TakeBackView.address(), name="take_back"),
    path("reports/<int:pk>/evidence/", views.EvidenceView.address(), name="evidence"),
    path("reports/<int:pk>/evidence/<int:evidence_pk>/", views.OneEvidenceView.address(), name="one_evidence"),
]
