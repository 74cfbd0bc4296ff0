"""Security recall on the fixtures of bandit, ruff, pylint and LLMSecEval, beside the tools that are meant for them."""
