"""What the clients share: a patient HTTP connection to the service, pictures, parallel work and progress."""
