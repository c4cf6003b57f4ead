"""/curate/: reporting periods and coverage, and people."""

from django.urls import path

from progress.views import coverage, leaving, nudges, people, periods, threads

app_name = "curate_progress"

urlpatterns = [
    path("periods/", periods.listing, name="periods"),
    path("periods/new/", periods.edit, name="new_period"),
    path("periods/<int:pk>/", periods.edit, name="period"),
    path("periods/<int:pk>/move/", periods.move, name="move_period"),
    path("periods/<int:pk>/extend/", periods.extend, name="extend_period"),
    path("periods/<int:pk>/asked.<slug:kind>", periods.table, name="period_table"),
    path("people/", people.listing, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/roles/", people.roles, name="person_roles"),
    path("people/<int:pk>/deactivate/", leaving.deactivate, name="deactivate"),
    path("people/<int:pk>/reopen/", people.reopen, name="reopen"),
    path("people/<int:pk>/erase/", leaving.erase, name="erase"),
    path("help/", threads.calls_for_help, name="help"),
    path("coverage/", coverage.page, name="coverage"),
    path("coverage/table.<slug:kind>", coverage.table, name="coverage_table"),
    path("coverage/remind/", nudges.nudge, name="nudge"),
    path("coverage/remind/<int:pk>/", nudges.text, name="nudge_text"),
    path("coverage/reminders/", nudges.listing, name="nudges"),
    path("coverage/reminders/<int:pk>/", nudges.detail, name="nudge_sent"),
]
