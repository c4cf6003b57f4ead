"""Exit 0 when the web server of this container is ready. The container's health check; standard library only."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def main() -> None:
    """Ask /readyz by the site's own name, as any other name is refused."""
    host = urlsplit(os.environ.get("SITE_URL", "")).hostname or "127.0.0.1"
    address = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}/readyz"
    request = urllib.request.Request(address, headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=6) as answer:  # noqa: S310
            print(answer.read().decode())
    except urllib.error.HTTPError as error:
        sys.exit(error.read().decode(errors="replace"))
    except OSError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
