"""``python -m engine``: the command line without a window."""

import sys

from engine.cli import main

sys.exit(main())
