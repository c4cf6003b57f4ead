"""What a Prometheus server reads at ``/metrics`` (``METRICS=true``): requests as they pass, queues as they stand."""
