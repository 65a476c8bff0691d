"""Workers: take requests off the queue, run the face engine, write results and reply."""
