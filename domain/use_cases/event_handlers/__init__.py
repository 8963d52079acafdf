"""What each kind of event does, one class for each subject of the topic table."""
