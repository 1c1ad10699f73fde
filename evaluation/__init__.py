"""How good and how fast the assistant is: conversations, latency, drawn messages, intents."""
