"""Set-up, secrets, the private database and the processes of one machine."""
