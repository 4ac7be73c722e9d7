import datetime
import threading
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtvgen.runtime.conf import settings
from mtvgen.runtime.utils import timezone
from tests.runtime.django_peer import outcome

from django.utils import timezone as django_timezone  # isort: skip

PARIS = ZoneInfo("Europe/Paris")
NAIVE = datetime.datetime(2024, 7, 1, 12, 0)
NOON = NAIVE.replace(tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _default_zone():
    timezone.deactivate()
    yield
    timezone.deactivate()


@pytest.fixture
def changed():
    before = {name: getattr(settings, name) for name in ("USE_TZ", "TIME_ZONE")}
    yield settings
    for name, value in before.items():
        setattr(settings, name, value)


def test_now_is_aware_and_in_utc():
    now = timezone.now()

    assert now.tzinfo is datetime.UTC
    assert abs(now - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(seconds=5)


def test_now_is_naive_without_time_zones(changed):
    changed.USE_TZ = False

    assert timezone.now().tzinfo is None


def test_the_default_time_zone_follows_the_setting(changed):
    changed.TIME_ZONE = "Asia/Tokyo"

    assert timezone.get_default_timezone() == ZoneInfo("Asia/Tokyo")
    assert timezone.get_default_timezone_name() == "Asia/Tokyo"
    assert timezone.get_current_timezone_name() == "Asia/Tokyo"


def test_a_time_zone_is_active_until_it_is_deactivated():
    timezone.activate("Europe/Paris")
    assert timezone.get_current_timezone() == PARIS
    assert timezone.localtime(NOON).hour == 14

    timezone.deactivate()

    assert timezone.get_current_timezone_name() == "UTC"


def test_each_thread_has_its_own_time_zone():
    seen = []
    timezone.activate(PARIS)

    thread = threading.Thread(target=lambda: seen.append(timezone.get_current_timezone_name()))
    thread.start()
    thread.join()

    assert seen == ["UTC"]


def test_what_is_no_time_zone_is_refused():
    with pytest.raises(ValueError, match="Invalid timezone: None"):
        timezone.activate(None)
    with pytest.raises(ZoneInfoNotFoundError):
        timezone.activate("Mars/Olympus")


def test_override_goes_back_to_what_was_active():
    timezone.activate(PARIS)

    with timezone.override("Asia/Tokyo"):
        assert timezone.get_current_timezone_name() == "Asia/Tokyo"
        with timezone.override(None):
            assert timezone.get_current_timezone_name() == "UTC"
        assert timezone.get_current_timezone_name() == "Asia/Tokyo"

    assert timezone.get_current_timezone() == PARIS


def test_override_decorates_a_function_and_survives_its_exception():
    @timezone.override("Asia/Tokyo")
    def fail():
        raise LookupError(timezone.get_current_timezone_name())

    with pytest.raises(LookupError, match="Asia/Tokyo"):
        fail()
    assert timezone.get_current_timezone_name() == "UTC"


@given(st.integers(-1439, 1439))
@example(-90)
def test_a_fixed_time_zone_has_djangos_name(minutes):
    for offset in (minutes, datetime.timedelta(minutes=minutes)):
        ours = timezone.get_fixed_timezone(offset)
        theirs = django_timezone.get_fixed_timezone(offset)

        assert ours == theirs
        assert ours.tzname(None) == theirs.tzname(None)


@given(
    st.datetimes(
        min_value=datetime.datetime(1950, 1, 1),
        max_value=datetime.datetime(2100, 1, 1),
        timezones=st.none() | st.sampled_from([datetime.UTC, PARIS, ZoneInfo("America/New_York")]),
    ),
    st.none() | st.sampled_from([PARIS, datetime.timezone(datetime.timedelta(hours=-3))]),
)
def test_moments_are_moved_as_django_moves_them(moment, zone):
    for name in ("localtime", "localdate", "make_aware", "make_naive"):
        ours = outcome(getattr(timezone, name), moment, zone)

        assert ours == outcome(getattr(django_timezone, name), moment, zone)
    assert timezone.is_aware(moment) == django_timezone.is_aware(moment)
    assert timezone.is_naive(moment) == django_timezone.is_naive(moment)


def test_local_time_is_that_of_now_when_nothing_is_given():
    with timezone.override(PARIS):
        assert timezone.localtime().tzinfo == PARIS
        assert timezone.localdate() == datetime.datetime.now(PARIS).date()


def test_an_aware_moment_is_not_made_aware_again():
    with pytest.raises(ValueError, match="make_aware expects a naive datetime, got 2024-07-01"):
        timezone.make_aware(NOON)
    with pytest.raises(ValueError, match=r"make_naive\(\) cannot be applied"):
        timezone.make_naive(NAIVE)
    with pytest.raises(ValueError, match=r"localtime\(\) cannot be applied"):
        timezone.localtime(NAIVE)


def test_fold_says_which_of_two_times_is_meant():
    twice = datetime.datetime(2024, 10, 27, 2, 30)

    first, second = (
        timezone.make_aware(twice, PARIS),
        timezone.make_aware(twice.replace(fold=1), PARIS),
    )

    assert second.utcoffset() - first.utcoffset() == datetime.timedelta(hours=-1)


@pytest.mark.parametrize(
    "moment",
    [
        datetime.datetime(2024, 10, 27, 2, 30),
        datetime.datetime(2024, 10, 27, 2, 30, fold=1),
        datetime.datetime(2024, 3, 31, 2, 30),
        NAIVE,
    ],
)
def test_times_that_come_twice_or_never_are_known(moment):
    ours = timezone._datetime_ambiguous_or_imaginary(moment, PARIS)

    assert ours is django_timezone._datetime_ambiguous_or_imaginary(moment, PARIS)
    assert ours is (moment != NAIVE)


def test_a_template_shows_local_time(changed):
    with timezone.override(PARIS):
        assert timezone.template_localtime(NOON).hour == 14
        assert timezone.template_localtime(NOON, use_tz=False) is NOON
        assert timezone.template_localtime(NAIVE) is NAIVE
        assert timezone.template_localtime("text") == "text"
        changed.USE_TZ = False
        assert timezone.template_localtime(NOON) is NOON
