# SPDX-License-Identifier: Apache-2.0
"""The first draft of a specification, guessed from the tables."""
