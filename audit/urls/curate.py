"""/curate/audit/: the log."""

from django.urls import path

from audit.views import log

app_name = "audit"

urlpatterns = [
    path("audit/", log.log, name="log"),
    path("audit/file/", log.log_file, name="log-file"),
]
