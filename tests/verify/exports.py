"""Exports of every scenario file, and of Data Stage sets, made once into a folder."""

import json
import pathlib
import re

import pedimentos
import reshape
import stores


def of_scenarios(hub, scenarios, folder):
    """{name: export} of every .scn file below a folder."""
    return of_scenarios_in(hub, sorted(pathlib.Path(scenarios).rglob("*.scn")), folder)


def of_scenarios_in(hub, files, folder):
    folder, made, signer = pathlib.Path(folder), {}, reshape.Signer(reshape.NAME)
    for file in files:
        at = folder / file.stem
        made[file.stem] = at / "export"
        if (at / "export" / "manifest.json").exists():
            continue
        at.mkdir(parents=True)
        today, _ = stores.store_of_scenario(hub, file, at / "data", at)
        reshape.reshape(hub, at / "data", at / "export", today, signer)
    return made


def of_set(hub, source, folder, as_of="2026-11-23"):
    folder = pathlib.Path(folder)
    stores.store_of_set(hub, source, folder / "data")
    reshape.reshape(hub, folder / "data", folder / "export", as_of)
    return folder / "export"


def of_stories(hub, stories, folder):
    """{name: export} of every .story file in a folder: statements, then sections `@@KIND [flags]` of what else is told, in their order.
    KIND: `record` (statements), `ds` (pedimentos.py), or a file of `import KIND`. `# as-of DAY` gives the day of the answers."""
    return of_stories_in(hub, sorted(pathlib.Path(stories).glob("*.story")), folder)


def of_stories_in(hub, files, folder, may_misspell=False):
    """The same of these files. `may_misspell`: statements that the hub does not understand are left out, as random ones may be."""
    folder, made, signer = pathlib.Path(folder), {}, reshape.Signer(reshape.NAME)
    for file in files:
        at = folder / file.stem
        made[file.stem] = at / "export"
        if (at / "export" / "manifest.json").exists():
            continue
        at.mkdir(parents=True)
        text = file.read_text(encoding="utf-8")
        as_of = re.search(r"^# as-of (\S+)$", text, re.MULTILINE)
        statements, *sections = re.split(r"^@@", text, flags=re.MULTILINE)
        record(hub, at, statements, may_misspell)
        for number, section in enumerate(sections):
            tell(hub, at, number, section, may_misspell)
        reshape.reshape(hub, at / "data", at / "export", as_of.group(1) if as_of else "2026-11-23", signer)
    return made


def companies_of(export):
    return json.loads((pathlib.Path(export) / "manifest.json").read_text(encoding="utf-8"))["companies"]


def alone(hub, export, company):
    """The same store as `export`, of one of its companies; gives the new folder."""
    out = pathlib.Path(export).parent / company
    as_of = json.loads((pathlib.Path(export) / "manifest.json").read_text(encoding="utf-8"))["as_of"]
    stores.run(hub, "--data", out.parent / "data", "export", out, "--as-of", as_of, "--company", company)
    return out


def record(hub, at, statements, may_misspell):
    """Records statements. The hub may refuse one by a rule; one that it does not understand is a fault of the story."""
    misread = [line for line in stores.record(hub, at / "data", statements.splitlines(), at) if "    # refused " not in line]
    if misread and not may_misspell:
        raise RuntimeError(f"{at.name}: {misread[0]}")


def tell(hub, at, number, section, may_misspell):
    head, content = section.split("\n", 1)
    kind, *flags = head.split()
    if kind == "record":
        record(hub, at, content, may_misspell)
    elif kind == "ds":
        for made in pedimentos.write_sets(content, at / f"sets{number}"):
            stores.run(hub, "--data", at / "data", "import", "datastage", made, check=False)
    else:
        file = at / f"{number}-{kind}.csv"
        file.write_text(content, encoding="utf-8")
        stores.run(hub, "--data", at / "data", "import", kind, file, *flags, check=False)
