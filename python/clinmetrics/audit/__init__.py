# SPDX-License-Identifier: Apache-2.0
"""An audit: one specification in, one result and one report out."""
