"""Where customers are: connectors between Rasa and the web page, Slack and what comes next."""
