"""The object stores there are: in memory and S3. Both pass the same contract tests."""
