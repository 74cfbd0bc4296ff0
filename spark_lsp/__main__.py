"""`python -m spark_lsp`, for whoever knows the interpreter and not the folder of its scripts."""

import sys

from spark_lsp.cli.main import main

sys.exit(main())
