"""Values in a customer's words: order numbers, dates, prices, colours… in canonical form. Knows no Rasa."""
