"""Which way of finding related code finds it: queries mined from a checkout and its history, asked of each way."""
