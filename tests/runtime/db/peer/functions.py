"""What both frameworks are asked about the functions of the database."""

_ONE = [
    "ACos(models.Value(0.5))", "ASin(models.Value(0.5))", "ATan('rating')", "ATan2('rating', models.Value(2.0))",
    "Cos('rating')", "Cot(models.F('rating') + 1)", "Degrees('rating')", "Exp('rating')", "Ln(models.F('rating') + 1)",
    "Log(models.Value(2.0), models.F('rating') + 1)", "Radians('rating')", "Sin('rating')", "Tan('rating')", "Sign('rating')",
    "Sign(models.F('pages') - 100)", "Abs(models.F('pages') - 100)", "Reverse('title')", "Ord('title')",
    "Chr(models.F('pk') + 70)", "LPad('title', 20)", "LPad('title', 30, models.Value('xy'))", "RPad('title', 5, models.Value('z'))",
    "RPad('title', 30, models.Value('abc'))", "MD5('title')", "SHA224('title')", "SHA256('title')", "SHA384('title')",
    "SHA512('title')", "Round('rating')", "Round('rating', 1)", "ExtractIsoYear('published')", "ExtractIsoWeekDay('published')",
    "TruncSecond('published')", "TruncTime('published')", "TruncDate('published')", "TruncQuarter('published')",
    "Extract('published', 'iso_year')", "ExtractSecond('published')", "Cast('rating', models.IntegerField())",
    "Cast('pk', models.TextField())", "Cast('pk', models.CharField(max_length=9))", "Cast('published', models.DateField())",
    "Cast('pages', models.BigIntegerField())", "Cast('pages', models.FloatField())", "Cast(models.Value('2024-02-29'), models.DateField())",
    "Cast(models.Value('07:08:09'), models.TimeField())", "Cast(models.Value('[1, 2]'), models.JSONField())",
    "JSONObject(t='title', p='pages', n=models.Value(3), l=Lower('title'))", "JSONArray('title', 'pages', 'in_print')",
    "JSONObject(inner=JSONObject(a='pk'))", "Concat('title', models.Value(' by '), 'author__name')", "Substr('title', 3, 4)",
    "Left('title', 3)", "Right('title', 3)", "Repeat('title', 2)", "Replace('title', models.Value('Book'), models.Value('Tome'))",
    "StrIndex('title', models.Value('o'))", "Length('title')", "Trim(models.Value('  x '))", "LTrim(models.Value('  x '))",
    "RTrim(models.Value('  x '))", "Greatest('pages', models.Value(100))", "Least('pages', models.Value(100))",
    "NullIf('pages', models.Value(30))", "Coalesce('pages', models.Value(0))", "Mod('pages', models.Value(7))",
    "Power('rating', models.Value(2))", "Sqrt('rating')", "Ceil('rating')", "Floor('rating')", "Pi()", "Upper('author__name')",
]  # fmt: skip

READING = [
    *(
        f"[row[0] for row in Book.objects.order_by('pk').filter(pages__gt=0).values_list(functions.{one})]".replace(
            "Lower(", "functions.Lower("
        ).replace("inner=JSONObject", "inner=functions.JSONObject")
        for one in _ONE
    ),
    "Book.objects.annotate(x=functions.Random()).filter(x__gte=0, x__lt=1).count()",
    "Book.objects.order_by(functions.Collate('title', 'C'), 'pk')",
    "functions.Collate('title', 'a b')",
    "functions.LPad('title', -1)",
    "Book.objects.annotate(x=functions.MD5('title')).filter(x__startswith='a').count()",
    "Book.objects.annotate(x=functions.JSONObject(a='pk')).filter(pk=3).values('x')",
    "Book.objects.values_list(functions.Cast('extra', models.TextField())).first()",
    "Book.objects.filter(title=functions.Reverse(functions.Reverse('title'))).count()",
    "Book.objects.annotate(d=functions.Cast('published', models.DateField())).filter(d__year=2024).count()",
    "Book.objects.aggregate(x=models.Sum(functions.Sign('rating')))",
]

WRITING: dict[str, list[str]] = {}
