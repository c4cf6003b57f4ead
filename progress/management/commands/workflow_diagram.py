"""``manage.py workflow_diagram``: print the picture that docs/workflow.md holds."""

from django.core.management.base import BaseCommand

from progress.diagram import mermaid


class Command(BaseCommand):
    help = "Prints the states of a report and the steps between them as a Mermaid diagram."

    def handle(self, *args, **options) -> None:
        self.stdout.write(mermaid())
