import importlib
import subprocess
import sys

import pytest

DOCUMENTED = {
    "core.paginator": "Paginator Page EmptyPage InvalidPage PageNotAnInteger UnorderedObjectListWarning",
    "core.signing": "BadSignature SignatureExpired Signer TimestampSigner dumps loads get_cookie_signer JSONSerializer",
    "dispatch": "Signal receiver dispatcher",
    "dispatch.dispatcher": "Signal receiver",
    "utils.cache": "patch_cache_control get_max_age patch_response_headers add_never_cache_headers "
    "patch_vary_headers get_conditional_response set_response_etag has_vary_header",
    "utils.crypto": "get_random_string constant_time_compare salted_hmac InvalidAlgorithm pbkdf2",
    "utils.datastructures": "MultiValueDict MultiValueDictKeyError OrderedSet ImmutableList DictWrapper "
    "CaseInsensitiveMapping",
    "utils.dateformat": "format time_format DateFormat TimeFormat Formatter",
    "utils.dateparse": "parse_date parse_time parse_datetime parse_duration",
    "utils.decorators": "method_decorator decorator_from_middleware classonlymethod sync_only_middleware "
    "decorator_from_middleware_with_args sync_and_async_middleware",
    "utils.deprecation": "MiddlewareMixin",
    "utils.duration": "duration_string duration_iso_string duration_microseconds",
    "utils.encoding": "smart_str is_protected_type force_str smart_bytes force_bytes iri_to_uri uri_to_iri "
    "filepath_to_uri escape_uri_path DjangoUnicodeDecodeError punycode",
    "utils.functional": "cached_property classproperty keep_lazy keep_lazy_text lazy lazystr LazyObject "
    "SimpleLazyObject Promise partition",
    "utils.hashable": "make_hashable",
    "utils.html": "escape conditional_escape format_html format_html_join json_script linebreaks strip_tags "
    "html_safe escapejs urlize smart_urlquote avoid_wrapping strip_spaces_between_tags",
    "utils.http": "http_date parse_http_date parse_http_date_safe urlencode urlsafe_base64_encode "
    "urlsafe_base64_decode url_has_allowed_host_and_scheme quote_etag parse_etags is_same_domain "
    "content_disposition_header MAX_URL_REDIRECT_LENGTH base36_to_int int_to_base36",
    "utils.module_loading": "import_string",
    "utils.safestring": "mark_safe SafeString SafeData SafeText",
    "utils.text": "slugify format_lazy Truncator capfirst wrap get_text_list smart_split phone2numeric",
    "utils.timesince": "timesince timeuntil",
    "utils.timezone": "now localtime localdate make_aware make_naive is_aware is_naive override activate "
    "deactivate get_current_timezone get_current_timezone_name get_default_timezone "
    "get_default_timezone_name get_fixed_timezone",
}


@pytest.mark.parametrize("module", DOCUMENTED)
def test_a_name_that_django_documents_is_where_django_has_it(module):
    ours = importlib.import_module(f"mtvgen.runtime.{module}")
    theirs = importlib.import_module(f"django.{module}")

    for name in DOCUMENTED[module].split():
        assert hasattr(theirs, name)
        assert hasattr(ours, name), name


@pytest.mark.parametrize(
    ("module", "name", "advice"),
    [
        ("utils.translation", "gettext_lazy", "write the text itself"),
        ("utils.translation", "activate", "speaks one language"),
        ("utils.module_loading", "autodiscover_modules", r"in the ready\(\) of your AppConfig"),
    ],
)
def test_a_name_that_is_not_offered_says_what_to_use(module, name, advice):
    with pytest.raises(ImportError, match=advice):
        getattr(importlib.import_module(f"mtvgen.runtime.{module}"), name)


@pytest.mark.parametrize(
    ("module", "never"),
    [
        ("utils.html", {"html.parser", "gzip", "email.utils", "asyncio", "logging"}),
        ("utils.text", {"html.parser", "gzip", "textwrap", "secrets"}),
        ("utils.http", {"email.utils", "email.message"}),
        ("utils.timezone", {"zoneinfo"}),
        ("dispatch", {"asyncio"}),
    ],
)
def test_a_heavy_import_waits_until_it_is_needed(module, never):
    program = f"import sys; import mtvgen.runtime.{module}; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {program}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert f"mtvgen.runtime.{module}" in loaded
    assert not never & set(loaded)
