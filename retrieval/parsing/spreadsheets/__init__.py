"""Workbooks: cells as people see them, sheet by sheet, cut into tables."""
