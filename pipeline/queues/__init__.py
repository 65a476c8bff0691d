"""The queues there are: in memory and SQS. Both pass the same contract tests."""
