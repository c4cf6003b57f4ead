"""Acts that change what is public, who may do so, or the ways into an account: they need a proof of the last hour.

Listed by the name of the address, because some of these apps know nothing of accounts. A test asks every address of the
signed-in pages: one that writes and stands neither here nor in the test's own list, with a reason, fails.
Every post in Django's admin counts, too.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.permissions import reauthentication_redirect, refuse_while_blocked

ACTS = frozenset(
    {
        # Reports and assessments.
        "review:publish",
        "review:unchanged",
        "review:retract",
        "review:show_file",
        "review:assess",
        "review:assessment_correct",
        "review:assessment_withdraw",
        "review:assessor_new",
        "review:assessor_end",
        "reporting:answer_assessment",
        # Commitments and answers to recommendations.
        "stakeholders:commitment_publish",
        "stakeholders:commitment_archive",
        "stakeholders:commitment_restore",
        "curate_stakeholders:change_approve",
        "stakeholders:response",
        "stakeholders:carry_over",
        # Who speaks for an organisation.
        "stakeholders:member_role",
        "stakeholders:member_end",
        "stakeholders:invite",
        "stakeholders:invite_several",
        "reporting:hand_over",
        "stakeholders:invitation_resend",
        "stakeholders:invitation_withdraw",
        "submissions:tokens",
        "submissions:token_take_over",
        "submissions:token_revoke",
        # Organisations and reporting periods.
        "curate_stakeholders:organisation_new",
        "curate_stakeholders:organisation_edit",
        "curate_stakeholders:organisation_revert",
        "curate_stakeholders:organisation_archive",
        "curate_stakeholders:invite_list",
        "curate_stakeholders:merge",
        "curate_stakeholders:undo_merge",
        "curate_progress:new_period",
        "curate_progress:period",
        "curate_progress:move_period",
        "curate_progress:extend_period",
        # The catalogue.
        "recommendations:curate-edition",
        "recommendations:curate-edition-publish",
        "recommendations:curate-edition-revert",
        "recommendations:curate-edition-translations",
        "recommendations:curate-area-revert",
        "recommendations:curate-area-translations",
        "recommendations:curate-new-area",
        "recommendations:curate-finding-revert",
        "recommendations:curate-finding-translations",
        "recommendations:curate-area-archive",
        "recommendations:curate-area-restore",
        "recommendations:curate-finding-archive",
        "recommendations:curate-finding-restore",
        "recommendations:curate-new-finding",
        "recommendations:curate-recommendation-revert",
        "recommendations:curate-recommendation-translations",
        "recommendations:curate-new-recommendation",
        "recommendations:curate-translation-revert",
        "recommendations:curate-actor-type-revert",
        "recommendations:curate-actor-type-remove",
        "recommendations:curate-new-actor-type",
        "recommendations:curate-term",
        "recommendations:curate-term-revert",
        "recommendations:curate-link",
        "recommendations:curate-link-revert",
        "recommendations:curate-crosswalk-assistant",
        "recommendations:curate-edition-archive",
        "recommendations:curate-area",
        "recommendations:curate-actor-type",
        "recommendations:curate-finding",
        "recommendations:curate-translation",
        "recommendations:curate-recommendation",
        "recommendations:curate-recommendation-archive",
        "recommendations:curate-recommendation-restore",
        "recommendations:curate-crosswalk",
        "recommendations:curate-crosswalk-unlink",
        "recommendations:curate-import",
        # The pages about the site.
        "desk:page",
        # Whose site it is.
        "desk:identity",
        # Tables that were brought in.
        "imports:apply",
        "imports:undo",
        "desk:taxonomy-new",
        "desk:taxonomy",
        "desk:tag-new",
        "desk:tag",
        "desk:tags-of-recommendation",
        "desk:tags-of-commitment",
        # Somebody's account.
        "accounts:person_address",
        "accounts:person_second_factor",
        "accounts:provider_link",
        "accounts:provider_unlink",
        "curate_progress:person_roles",
        "curate_progress:deactivate",
        "curate_progress:reopen",
        "curate_progress:erase",
    }
)


# The first way into an account besides a provider: allauth asks nothing of whoever has no password and no factor.
OWN_WAYS_IN = frozenset({"account_email", "account_set_password", "mfa_activate_totp", "mfa_add_webauthn"})


def redirect_for(request: HttpRequest) -> HttpResponseBase | None:
    """Lead whoever posts such an act without a recent proof to give one; None for everybody who may go on.

    Raises ``PermissionDenied``, in words, for a person who may not publish at present.
    """
    match = request.resolver_match
    if request.method != "POST" or not match or not request.user.is_authenticated:
        return None
    if match.view_name in ACTS or "admin" in match.namespaces:
        refuse_while_blocked(request.user)
    elif match.view_name not in OWN_WAYS_IN:
        return None
    return reauthentication_redirect(request)
