"""What a worker does with evidence after it was attached: scan files, make previews, look whether links still lead
anywhere. The rows are the queue (docs/decisions/progress-evidence-work.md).
"""
