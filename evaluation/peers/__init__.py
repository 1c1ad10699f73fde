"""Other intent classifiers, trained and measured on the same text as a bundle."""
