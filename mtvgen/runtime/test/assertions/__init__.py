"""What a test may assert, beyond unittest's own.

- `responses.py`  assertContains, assertNotContains, assertRedirects, assertURLEqual
- `templates.py`  assertTemplateUsed, assertTemplateNotUsed
- `texts.py`      assertHTMLEqual, assertInHTML, assertJSONEqual, assertXMLEqual
- `messages.py`   assertRaisesMessage, assertWarnsMessage
- `rows.py`       assertNumQueries, assertQuerySetEqual

(Django's documentation: topics/testing/tools, "Assertions".)
"""
