"""The curator's pages of organisations and proposals, under /curate/."""

from django.urls import path

from stakeholders.views import (
    carry_overs,
    curate_commitments,
    curate_organisations,
    invitation_sheets,
    merging,
    organisation_history,
    waiting,
)

app_name = "curate_stakeholders"

urlpatterns = [
    path("people/invite/", invitation_sheets.invite_list, name="invite_list"),
    path("people/invitations/", waiting.silent_invitations, name="silent_invitations"),
    path("organisations/", curate_organisations.organisation_list, name="organisations"),
    path("organisations/new/", curate_organisations.organisation_new, name="organisation_new"),
    path("organisations/duplicates/", merging.likely_duplicates, name="duplicates"),
    path("organisations/duplicates/<int:one>/<int:other>/", merging.say_distinct, name="say_distinct"),
    path("organisations/merges/<int:pk>/undo/", merging.undo_merge, name="undo_merge"),
    path("organisations/<slug:slug>/merge/", merging.merge, name="merge"),
    path("organisations/<slug:slug>/edit/", curate_organisations.organisation_edit, name="organisation_edit"),
    path("organisations/<slug:slug>/history/", organisation_history.history, name="organisation_history"),
    path(
        "organisations/<slug:slug>/history/<int:version>/revert/",
        organisation_history.revert,
        name="organisation_revert",
    ),
    path("organisations/<slug:slug>/archive/", curate_organisations.organisation_archive, name="organisation_archive"),
    path("catalogue/carry-over/", waiting.open_questions, name="open_questions"),
    path("catalogue/carry-over/<str:code>/", carry_overs.offer, name="carry_over"),
    path("catalogue/carry-over/questions/<int:pk>/take-back/", carry_overs.take_back, name="carry_over_take_back"),
    path("commitments/", curate_commitments.commitment_queue, name="commitments"),
    path("commitments/changes/<int:pk>/", curate_commitments.change, name="commitment_change"),
    path("commitments/changes/<int:pk>/approve/", curate_commitments.change_approve, name="change_approve"),
    path("commitments/changes/<int:pk>/refuse/", curate_commitments.change_refuse, name="change_refuse"),
]
