"""`python manage.py fill`：一些图书、一些读者和一年的借阅。"""

from argparse import ArgumentParser
from datetime import timedelta
from random import Random

from mtvgen.runtime.core.management.base import BaseCommand
from mtvgen.runtime.db import transaction
from mtvgen.runtime.utils import timezone

from ...isbn import check_digit
from ...lending import DAYS
from ...models import Author, Book, Loan, Member, Subject

# 书名、作者、年份、册数；ISBN 是编造的
Row = tuple[str, str, int | None, int]
BOOKS: dict[str, list[Row]] = {
    "小说": [
        ("傲慢与偏见", "简·奥斯汀", 1813, 3),
        ("简·爱", "夏洛蒂·勃朗特", 1847, 2),
        ("白鲸", "赫尔曼·梅尔维尔", 1851, 1),
        ("安娜·卡列尼娜", "列夫·托尔斯泰", 1878, 2),
        ("审判", "弗朗茨·卡夫卡", 1925, 2),
        ("红楼梦", "曹雪芹, 高鹗", 1791, 2),
        ("马亚一家", "埃萨·德·克罗兹", 1888, 1),
        ("心", "夏目漱石", 1914, 1),
    ],
    "冒险": [
        ("金银岛", "罗伯特·路易斯·史蒂文森", 1883, 2),
        ("海底两万里", "儒勒·凡尔纳", 1870, 2),
        ("基督山伯爵", "大仲马, 奥古斯特·马凯", 1846, 1),
        ("西游记", "吴承恩", 1592, 3),
        ("八十天环游地球", "儒勒·凡尔纳", 1872, 2),
    ],
    "科学": [
        ("物种起源", "查尔斯·达尔文", 1859, 2),
        ("相对论", "阿尔伯特·爱因斯坦", 1916, 1),
        ("数学原理", "怀特海, 罗素", 1910, 1),
        ("梦溪笔谈", "沈括", None, 1),
        ("寂静的春天", "蕾切尔·卡森", 1962, 2),
    ],
    "计算机": [
        ("计算机程序设计艺术", "高德纳", 1968, 1),
        ("算法导论", "托马斯·科尔曼, 查尔斯·雷瑟尔森", 1990, 2),
        ("C 程序设计语言", "布莱恩·柯林汉, 丹尼斯·里奇", 1978, 3),
        ("人月神话", "弗雷德里克·布鲁克斯", 1975, 1),
        ("设计模式", "埃里希·伽玛, 理查德·赫尔姆, 拉尔夫·约翰逊, 约翰·弗利赛德斯", 1994, 2),
    ],
    "故事": [
        ("安徒生童话", "汉斯·克里斯蒂安·安徒生", 1837, 2),
        ("格林童话", "雅各布·格林, 威廉·格林", 1812, 2),
        ("爱丽丝漫游奇境", "刘易斯·卡罗尔", 1865, 3),
        ("聊斋志异", "蒲松龄", 1766, 1),
    ],
    "戏剧": [
        ("哈姆雷特", "威廉·莎士比亚", 1603, 3),
        ("玩偶之家", "亨利克·易卜生", 1879, 1),
        ("茶馆", "老舍", 1957, 1),
        ("樱桃园", "安东·契诃夫", 1904, 1),
    ],
}  # fmt: skip
MEMBERS = [
    "Ada Lovelace", "Alan Turing", "Barbara Liskov", "Donald Knuth", "Edsger Dijkstra",
    "Grace Hopper", "Katherine Johnson", "Margaret Hamilton", "Radia Perlman", "Wang Xuan",
]  # fmt: skip
LOANS = 120


class Command(BaseCommand):
    """添加示例。"""

    help = "添加示例图书、读者和一年的借阅，其中有几次逾期。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """说明命令名后面可以写什么。"""
        parser.add_argument("--clear", action="store_true", help="先删除已有的一切")

    @transaction.atomic  # 示例要么全部添加，要么一个也不添加
    def handle(self, *args: object, clear: bool, **options: object) -> None:
        """执行。"""
        if clear:
            for model in (Loan, Book, Author, Subject, Member):
                model.objects.all().delete()
        if Book.objects.exists():
            self.stdout.write("已经有图书了；什么也没有添加（nothing was added）。")
            return
        books = [book for name, rows in BOOKS.items() for book in self.add_books(name, rows)]
        members = [self.add_member(name) for name in MEMBERS]
        self.add_loans(books, members)
        self.stdout.write(f"添加了 {len(books)} 种图书、{len(members)} 位读者、{LOANS} 次借阅。")

    def add_books(self, subject: str, rows: list[Row]) -> list[Book]:
        """添加一个主题的图书。"""
        shelf = Subject.objects.create(name=subject)
        made = []
        for title, names, year, copies in rows:
            twelve = f"97800000{Book.objects.count() + 1:04}"
            isbn = twelve + check_digit(twelve)
            book = Book.objects.create(
                title=title, isbn=isbn, year=year, copies=copies, subject=shelf
            )
            book.authors.set(Author.objects.get_or_create(name=one)[0] for one in names.split(", "))
            made.append(book)
        return made

    def add_member(self, name: str) -> Member:
        """添加一位一年前加入的读者。"""
        email = name.lower().replace(" ", ".") + "@example.org"
        joined = timezone.localdate() - timedelta(days=400)
        return Member.objects.create(name=name, email=email, joined=joined)

    def add_loans(self, books: list[Book], members: list[Member]) -> None:
        """添加一年的借阅，有些还没归还。随机数是固定的：每次结果都一样。"""
        chance = Random(7)
        books = chance.sample(books, len(books))  # 排在前面的更常被借
        today = timezone.localdate()
        loans = []
        for days in sorted((int(350 * chance.random() ** 1.3) for _ in range(LOANS)), reverse=True):
            book = chance.choice(books[: 1 + chance.randrange(len(books))])
            lent = today - timedelta(days=days)
            due = lent + timedelta(days=DAYS)
            back = lent + timedelta(days=chance.randrange(2, 20))
            is_open = days < 24 and book.free > 0 and chance.random() < 0.7
            if is_open:
                book.lent += 1
            returned = None if is_open else min(back, today)
            loan = Loan(
                book=book, member=chance.choice(members), lent=lent, due=due, returned=returned
            )
            loans.append(loan)
        Loan.objects.bulk_create(loans)
        Book.objects.bulk_update([book for book in books if book.lent], ["lent"])
