"""Signed-in pages of an organisation's people, under /reporting/."""

from django.urls import path

from stakeholders.commitment_transitions import Step
from stakeholders.views import (
    carry_overs,
    commitment_edit,
    commitments,
    find,
    invitation_lists,
    members,
    milestones,
    organisation,
    responses,
    steps,
)

app_name = "stakeholders"

urlpatterns = [
    path("organisation/", organisation.own_organisation, name="organisation"),
    path("organisation/members/<int:pk>/role/", members.member_role, name="member_role"),
    path("organisation/members/<int:pk>/end/", members.member_end, name="member_end"),
    path("organisation/invitations/<int:pk>/resend/", members.invitation_resend, name="invitation_resend"),
    path("organisation/invitations/<int:pk>/withdraw/", members.invitation_withdraw, name="invitation_withdraw"),
    path("organisations/find/", find.find_organisations, name="find_organisations"),
    path("organisation/<slug:slug>/", organisation.organisation_detail, name="organisation_detail"),
    path("organisation/<slug:slug>/sign-off/", organisation.organisation_sign_off, name="sign_off"),
    path("organisation/<slug:slug>/invite/", members.member_invite, name="invite"),
    path("organisation/<slug:slug>/invite-several/", invitation_lists.invite_several, name="invite_several"),
    path("organisation/<slug:slug>/responses/", responses.response_list, name="responses"),
    path("organisation/<slug:slug>/responses/<str:reference>/", responses.response_edit, name="response"),
    path("carry-over/", carry_overs.answer, name="carry_over"),
    path("commitments/", commitments.commitment_list, name="commitments"),
    path("commitments/new/", commitment_edit.commitment_new, name="commitment_new"),
    path("commitments/<int:pk>/", commitments.commitment_detail, name="commitment"),
    path("commitments/<int:pk>/milestones/<int:milestone_pk>/", milestones.milestone_reached, name="milestone"),
    path("commitments/<int:pk>/edit/", commitment_edit.commitment_edit, name="commitment_edit"),
    path("commitments/<int:pk>/withdraw-change/", commitment_edit.change_withdraw, name="change_withdraw"),
    *(
        path(
            f"commitments/<int:pk>/{step.value.replace('_', '-')}/",
            steps.commitment_step,
            {"step": step},
            name=f"commitment_{step.value}",
        )
        for step in Step
    ),
]
