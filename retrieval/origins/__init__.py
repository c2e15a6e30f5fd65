"""Documents that were fetched from elsewhere: their copies in the index folder, beside the seeds folder."""
