#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The comparison of goldens finds what differs and lets pass what may differ."""
import unittest

import run_golden


class Comparison(unittest.TestCase):
    def test_equal_events_pass(self):
        self.assertEqual(run_golden.differing_events("a\nb\n", "a\nb\n"), [])

    def test_a_changed_and_a_missing_event_are_shown(self):
        lines = run_golden.differing_events("a\nb\nc\n", "a\nx\n")
        self.assertIn("line 2", lines[0])
        self.assertIn("(nothing)", lines[1])
        self.assertIn("3 events in the golden, 2 now", lines[2])

    def test_numbers_within_the_tolerance_pass(self):
        self.assertTrue(run_golden.close("1234.5", "1234.5000001"))
        self.assertFalse(run_golden.close("1234.5", "1234.6"))

    def test_not_reached_and_no_meaning_equal_only_themselves(self):
        self.assertTrue(run_golden.close("inf", "inf"))
        self.assertTrue(run_golden.close("", ""))
        self.assertFalse(run_golden.close("inf", "5"))
        self.assertFalse(run_golden.close("", "5"))

    def test_measures_that_come_and_go_are_shown(self):
        lines = run_golden.differing_measures({("a", ""): ("1", "s"), ("b", ""): ("1", "s")},
                                              {("a", ""): ("2", "s"), ("c", ""): ("1", "s")})
        self.assertEqual(lines, ["  a : golden 1 s, now 2 s", "  b : gone", "  c : new"])


if __name__ == "__main__":
    unittest.main()
