# SPDX-License-Identifier: Apache-2.0
"""The specification of an audit: what is analysed, and where the files are."""
