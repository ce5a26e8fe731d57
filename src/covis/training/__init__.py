"""Training open models on what covis measures: patch alignment, answers and motions."""
