"""SQL for triggers that report changes of a table to every page cache."""

import re

from .. import conf

_TAG = re.compile(r"[\w-]*(?:\{(\w+)\}[\w-]*)?", re.ASCII)


def purge_trigger(table: str, *tags: str) -> str:
    """Return the SQL of a trigger on `table` that purges `tags` when a row is inserted, updated or deleted.

    A tag may have the value of one column in it: `article-{id}`. An update purges the tags of the old row and the new
    one. PostgreSQL delivers them when the transaction commits, each once. `bulk_change()` silences the trigger.
    """
    calls = "".join(
        f"    PERFORM pg_notify('{conf.PREFIX}_pages', {_expression(tag, row)});\n"
        for row in ("o", "n")
        for tag in tags
    )
    name = f"{table}_purge"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"DECLARE o {table}; n {table};\n"
        "BEGIN\n"
        "    o := CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END;\n"
        "    n := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;\n"
        "    IF TG_OP = 'UPDATE' AND o IS NOT DISTINCT FROM n THEN RETURN NULL; END IF;\n"
        f"{calls}"
        "    RETURN NULL;\n"
        "END $$;\n"
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW\n"
        f"    WHEN (current_setting('{conf.PREFIX}.quiet', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION {name}();\n"
    )


def _expression(tag: str, row: str) -> str:
    match = _TAG.fullmatch(tag)
    if match is None:
        raise ValueError(f"{tag!r} is no cache tag: letters, digits and hyphens, with one {{column}} at most.")
    if match[1] is None:
        return f"'{tag}'"
    before, after = tag.split(f"{{{match[1]}}}")
    return f"concat('{before}', {row}.{match[1]}, '{after}')"
