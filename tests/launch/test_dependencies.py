import json
import re
import tomllib

from launch.paths import CHECKOUT


def test_every_direct_dependency_says_what_it_is_for() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"].values()
    python = [entry for group in groups for entry in group if isinstance(entry, str)]
    package = json.loads((CHECKOUT / "package.json").read_text(encoding="utf-8"))
    wanted = {re.split(r"[\[<>=~! ]", entry)[0] for entry in python}
    wanted |= {*package["dependencies"], *package["devDependencies"]}

    page = (CHECKOUT / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    first_cells = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    explained = {name for cell in first_cells for name in cell.strip().split(", ")}

    assert wanted - explained == set()
