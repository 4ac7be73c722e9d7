"""Running a test class inside a test, to see what becomes of it."""

import unittest


def run(*classes):
    """Return the unittest result of every test of these classes."""
    loader = unittest.TestLoader()
    suite = unittest.TestSuite(loader.loadTestsFromTestCase(one) for one in classes)
    result = unittest.TestResult()
    suite.run(result)
    return result


def complaint(test_method, *bases):
    """Return the text of the one failure that *test_method* has as a test of these bases."""
    result = run(type("OneTest", bases, {"test": test_method}))
    ((_, text),) = result.failures + result.errors
    return text


def passes(test_method, *bases):
    """Return whether *test_method* passes as a test of these bases."""
    result = run(type("OneTest", bases, {"test": test_method}))
    return result.wasSuccessful() and result.testsRun == 1
