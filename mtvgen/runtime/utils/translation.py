"""No translations: the answer to whoever imports Django's names for them."""

from ..absent import absent

_WRITE_IT = "There are no translation catalogues here: write the text itself."
_ONE_LANGUAGE = "There are no translation catalogues here: a project speaks one language."

__getattr__ = absent(
    __name__,
    {
        **dict.fromkeys(
            (
                *("gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
                *("pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"),
            ),
            _WRITE_IT,
        ),
        **dict.fromkeys(
            (
                *("activate", "deactivate", "deactivate_all", "override", "get_language"),
                *("get_language_bidi", "get_language_from_request", "get_language_info"),
                *("get_language_from_path", "get_supported_language_variant", "check_for_language"),
                *("to_language", "to_locale", "templatize"),
            ),
            _ONE_LANGUAGE,
        ),
    },
)
