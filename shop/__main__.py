"""`python -m shop`: see shop/cli.py."""

import sys

from shop.cli import main

sys.exit(main())
