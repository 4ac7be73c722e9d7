"""The names of days and months: in full, short, and as the Associated Press writes them."""

WEEKDAYS = dict(
    enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
)
"""Monday is 0."""
WEEKDAYS_ABBR = {day: name[:3] for day, name in WEEKDAYS.items()}
MONTHS = dict(
    enumerate(
        (
            *("January", "February", "March", "April", "May", "June"),
            *("July", "August", "September", "October", "November", "December"),
        ),
        start=1,
    )
)
"""January is 1."""
MONTHS_3 = {month: name[:3].lower() for month, name in MONTHS.items()}
MONTHS_AP = {
    month: name if len(name) < 6 else "Sept." if name == "September" else f"{name[:3]}."
    for month, name in MONTHS.items()
}
MONTHS_ALT = dict(MONTHS)
