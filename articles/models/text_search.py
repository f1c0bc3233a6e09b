"""The text search configurations of PostgreSQL, by language."""

from .paper import Paper

# The text search configurations that every PostgreSQL has, by language.
CONFIGURATIONS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def configuration(language: str = "") -> str:
    """Return the text search configuration of `language`, or of the paper's; "simple" where PostgreSQL has none."""
    language = language or Paper.current().language
    return CONFIGURATIONS.get(language.split("-")[0].lower(), "simple")
