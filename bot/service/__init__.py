"""What a bot that runs for months needs: reconnecting, logs, metrics, health, syncing in a separate process."""
