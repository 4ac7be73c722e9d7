"""`python manage.py fill`：几个气象站，和它们最近两周测到的数据。"""

import math
from argparse import ArgumentParser
from datetime import timedelta
from random import Random

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...models import Reading, Station

# 名称、国家、纬度、经度、海拔（米）、通常的气温
STATIONS = [
    ("北京", "CN", 39.93, 116.28, 55, 13.0),
    ("卑尔根", "NO", 60.38, 5.33, 12, 8.0),
    ("内罗毕", "KE", -1.3, 36.75, 1798, 19.0),
    ("基多", "EC", -0.14, -78.49, 2812, 14.0),
    ("松布利克", "AT", 47.05, 12.96, 3109, -5.0),
    ("惠灵顿", "NZ", -41.29, 174.77, 125, 13.5),
]
DAYS = 14


class Command(BaseCommand):
    """添加示例。"""

    help = "添加示例气象站，每个站两周，每天四次观测。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """说明命令名后面可以写什么。"""
        parser.add_argument("--clear", action="store_true", help="先删除已有的一切")

    @transaction.atomic  # 示例要么全部添加，要么一个也不添加
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """执行。"""
        if clear:
            Reading.objects.all().delete()
            Station.objects.all().delete()
        if Station.objects.exists():
            self.stdout.write("已经有气象站了；什么也没有添加（nothing was added）。")
            return
        chance = Random(7)
        now = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
        readings = []
        for name, country, latitude, longitude, elevation, usual in STATIONS:
            station = Station.objects.create(
                name=name,
                country=country,
                latitude=latitude,
                longitude=longitude,
                elevation=elevation,
            )
            for step in range(DAYS * 4):
                by_day = -4 * math.cos(math.pi / 2 * (step % 4))  # 半夜冷，中午暖
                celsius = round(usual + by_day + chance.gauss(0, 1.5), 1)
                taken = now - timedelta(hours=6 * (DAYS * 4 - step))
                readings.append(Reading(station=station, taken=taken, celsius=celsius))
        Reading.objects.bulk_create(readings)
        self.stdout.write(f"添加了 {len(STATIONS)} 个气象站、{len(readings)} 次观测。")
