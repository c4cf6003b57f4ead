"""Who may decide about what was given away."""


def may_take_down(user) -> bool:
    """True for active administrators: taking down what others cite is a decision of the site, not of an editor."""
    return user.is_authenticated and user.is_active and user.is_administrator
