"""A word of the site that changes is said by this process at once."""

from django.db.models.signals import post_delete, post_save

from .models import ActorType, Term
from .models.vocabulary import forget_now_and_when_saved

for _model in (ActorType, Term):
    for _signal in (post_save, post_delete):
        _signal.connect(forget_now_and_when_saved, sender=_model, dispatch_uid="recommendations.vocabulary")
