"""What others do, each as its documents say, with the defaults they name. Nothing here runs in production."""
