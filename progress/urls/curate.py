"""/curate/: reporting periods and coverage."""

from django.urls import path

from progress.views import periods, threads

app_name = "curate_progress"

urlpatterns = [
    path("periods/", periods.listing, name="periods"),
    path("periods/new/", periods.edit, name="new_period"),
    path("periods/<int:pk>/", periods.edit, name="period"),
    path("periods/<int:pk>/move/", periods.move, name="move_period"),
    path("help/", threads.calls_for_help, name="help"),
    path("coverage/", periods.coverage, name="coverage"),
]
