# SPDX-License-Identifier: Apache-2.0
"""Clinmetrics inside other systems."""
