"""Write XML that is well-formed whatever characters the text has."""

import re
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
MEDIA = "http://search.yahoo.com/mrss/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP_IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
SITEMAP_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
XML = "http://www.w3.org/XML/1998/namespace"

# The usual prefixes: some feed readers know them and not the namespaces.
for _prefix, _namespace in {
    "atom": ATOM, "content": CONTENT, "dc": DC, "media": MEDIA, "image": SITEMAP_IMAGE, "news": SITEMAP_NEWS
}.items():  # fmt: skip
    ET.register_namespace(_prefix, _namespace)

# Characters that XML 1.0 §2.2 does not allow, not even escaped.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Return `text` without the characters that XML does not allow."""
    return _ILLEGAL.sub("", text)


def element(parent: ET.Element, name: str, text: object = None, **attributes: object) -> ET.Element:
    """Add an element. `name` is plain, or `{namespace}name`; attributes that are None are left out."""
    given = {key: clean(str(value)) for key, value in attributes.items() if value is not None}
    found = ET.SubElement(parent, name, given)
    if text is not None:
        found.text = clean(str(text))
    return found


def beginning(name: str, namespace: str) -> ET.Element:
    """Return the root element; names without a prefix are in its namespace."""
    return ET.Element(name, {"xmlns": namespace})


def document(root: ET.Element) -> bytes:
    """Return the document with its declaration, in UTF-8."""
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
