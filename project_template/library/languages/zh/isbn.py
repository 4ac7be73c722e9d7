"""ISBN：书的编号。最后一位由其他各位算出，所以能发现大多数输入错误。"""

import re

from mtvgen.runtime.core.exceptions import ValidationError

NO_ISBN = "这不是 ISBN：它有 13 位数字，旧书有 10 位。"
WRONG_DIGIT = "有一位数字不对：它们合不到一起。"


def check_digit(twelve: str) -> str:
    """返回前十二位对应的第 13 位：各位依次乘以 1 和 3。"""
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(twelve))
    return str(-total % 10)


def check_isbn(isbn: str) -> None:
    """*isbn* 不是 13 位的 ISBN 时，抛出 ValidationError。"""
    if not re.fullmatch(r"97[89][0-9]{10}", isbn):
        raise ValidationError(NO_ISBN)
    if check_digit(isbn[:12]) != isbn[12]:
        raise ValidationError(WRONG_DIGIT)


def read_isbn(typed: str) -> str:
    """返回人们输入的 ISBN 的 13 位数字：可以有连字符，也可以是旧的十位。

    不是 ISBN 的内容原样返回，由 check_isbn 说明哪里不对。
    """
    digits = re.sub(r"[\s-]", "", typed).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits) and _is_right_old(digits):
        return f"978{digits[:9]}{check_digit('978' + digits[:9])}"
    return digits


def _is_right_old(ten: str) -> bool:
    """返回十位数字是否相符：第一位乘以十，第二位乘以九，……"""
    values = [10 if digit == "X" else int(digit) for digit in ten]
    return sum((10 - place) * value for place, value in enumerate(values)) % 11 == 0
